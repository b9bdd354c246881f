// Pages: text that fits a screen.
#pragma once

#include <chainrule/tools/text/columns.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace chainrule::inspector {

inline constexpr std::size_t kMostLines = 20;  // a screen has 24

/// Lines of which at most a screen is shown.
class Page {
 public:
  /// One line of it, cut to the screen's columns; a line end of its own, and what follows, are left out.
  void add(std::string_view line) {
    if (++lines_ <= kMostLines) text_ += cut(line.substr(0, line.find('\n')), kLineColumns) + '\n';
  }
  bool is_full() const { return lines_ >= kMostLines; }
  std::string text(std::string_view rest) const {
    if (lines_ <= kMostLines) return text_;
    return text_ + fmt::format("... and {} more{}\n", lines_ - kMostLines, rest);
  }

 private:
  std::string text_;
  std::size_t lines_ = 0;
};

}  // namespace chainrule::inspector
