// The labels of the arrows of a picture.
#pragma once

#include <chainrule/graphs/dot/dot_boxes.hpp>
#include <chainrule/graphs/dot/dot_numbers.hpp>
#include <chainrule/graphs/dot/render.hpp>

#include <optional>
#include <string>
#include <unordered_map>

namespace chainrule {

/// Writes a diagram's arrows: thick where a cotangent flows back, the thicker the more of it.
class DotArrows {
 public:
  DotArrows(const Labels& labels, const Diagram& diagram, const DotBoxes& boxes, const DotOptions& options);

  /// Appends the arrow as a line of DOT.
  void write(const Arrow& arrow, std::string& out);

 private:
  std::string id(const Arrow& arrow) const;
  std::string look(const Arrow& arrow) const;
  bool has_changed(const Arrow& arrow) const;
  void write_into_gradient(const Arrow& arrow, std::string& out) const;
  bool carries_cotangent(const Arrow& arrow) const;
  double width(const Arrow& arrow) const;
  std::string label(const Arrow& arrow);
  std::string value_html(NodeId source) const;
  std::string contribution_html(const BackwardFlow::Text& text) const;

  const Graph& graph_;
  const Diagram& diagram_;
  const DotBoxes& boxes_;
  const DotOptions& options_;
  std::optional<BackwardFlow> flow_;                            // if cotangents are shown
  double largest_ = 0;                                          // of the contributions
  std::unordered_map<std::string, PictureLayout::Point> room_;  // for the label, by the arrow's id
};

}  // namespace chainrule
