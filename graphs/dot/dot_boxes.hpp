// The labels of the boxes of a picture.
#pragma once

#include <chainrule/graphs/dot/diagram.hpp>
#include <chainrule/graphs/dot/dot_options.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chainrule {

inline constexpr std::string_view kValueColor = "#0072B2";
inline constexpr std::string_view kCotangentColor = "#B34700";

/// "<FONT COLOR=...>html</FONT>"
std::string colored(std::string_view html, std::string_view color);

/// A line as high as one with text in it.
inline constexpr std::string_view kBlankLine = "&#160;";

/// The labels of a diagram's boxes.
class DotBoxes {
 public:
  DotBoxes(const Labels& labels, const Diagram& diagram, const DotOptions& options, std::optional<NodeId> loss);

  /// The HTML-like label, without its outer brackets; several lines are at least as wide as `room` points.
  std::string label(const Box& box, double room = 0) const;
  /// A formula as HTML: names with their numbers set low, cotangents' expressions by the cotangents' names.
  std::string formula_html(std::string_view formula) const;
  /// The node's definition, as HTML: "z = w<SUB>1</SUB>x<SUB>1</SUB>".
  std::string title(NodeId id) const;

 private:
  std::vector<std::string> lines(NodeId id) const;
  std::string names(NodeId id) const;
  std::string defining_formula(NodeId id) const;
  std::string value_line(NodeId id) const;
  std::string cotangent_line(NodeId id) const;
  std::string changed_line(std::string_view name, std::span<const double> before, std::span<const double> after,
                           NodeId id, std::string_view color) const;
  std::string extent_line(NodeId id) const;
  std::optional<std::string_view> meaning(std::string_view word) const;

  const Labels& labels_;
  const Graph& graph_;
  const Diagram& diagram_;
  const DotOptions& options_;
  std::optional<NodeId> loss_;
  std::unordered_map<NodeId, std::vector<std::string_view>> more_names_;
  std::unordered_map<NodeId, std::vector<std::string>> cotangent_names_;  // by expression: dz, db
  std::unordered_map<NodeId, std::string_view> short_forms_;              // by node
  std::unordered_map<NodeId, std::string_view> expression_forms_;         // by its cotangent's expression
  std::vector<bool> is_prediction_;
};

}  // namespace chainrule
