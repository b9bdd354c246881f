// The findings of a check of gradients, for people and for programs.
#pragma once

#include <chainrule/engine/check/gradient_check.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/tools/text/json_text.hpp>

#include <string>
#include <vector>

namespace chainrule {

class CheckText {
 public:
  /// The labels are those of the graph before it was checked, and must outlive this. With examples, checks tell which
  /// one they are about.
  CheckText(const Labels& labels, bool has_examples) : labels_(labels), has_examples_(has_examples) {}

  /// A line for each, and what is to be said of those that are not ok.
  std::string lines(const std::vector<GradientCheck>& checks) const;
  /// {"checks": [...]}
  std::string json(const std::vector<GradientCheck>& checks) const;

 private:
  std::string label(NodeId node) const;
  std::string number_label(const GradientCheck& check) const;
  std::string edge_label(const WrongEdge& edge) const;
  std::string reason(const GradientCheck& check) const;
  std::string blame(const GradientCheck& check) const;
  void write(JsonWriter& json, const GradientCheck& check) const;

  const Labels& labels_;
  bool has_examples_;
};

}  // namespace chainrule
