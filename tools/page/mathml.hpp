// LaTeX, as the formula printer writes it, as MathML that a browser shows.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainrule {

/// Text in XML: & < > " ' escaped, control characters as their pictures.
std::string xml_text(std::string_view text);

/// Knows which pieces of LaTeX are names, so that the page can put numbers in their places.
class MathMl {
 public:
  /// Where `latex` stands for a name, its element bears those attributes: ` data-of="3"`.
  void add_name(std::string latex, std::string attributes);

  /// The formula as the inside of a <math> element. What it does not know it shows as text.
  std::string operator()(std::string_view latex) const;

 private:
  std::vector<std::pair<std::string, std::string>> names_;  // the longest first
};

}  // namespace chainrule
