// The numbers that a picture shows on its boxes and arrows.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/graphs/dot/diagram.hpp>

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// The most numbers that a picture shows one by one.
inline constexpr std::size_t kMostNumbers = 6;

/// "0.5"; of up to six numbers all of them, "[[1, 2], [3, 4]]" or, example by example, "0.5, 0.25"; of more their
/// range,
/// "-1.5 to 2".
std::string summary(std::span<const double> numbers, const Shape& shape);

/// "[2, 3]", "569 examples", "569 × [2, 3]"; empty of one number. `numbers` is how many the node has.
std::string extent(const Shape& shape, std::size_t numbers);

/// The flow back along the arrows into one box: the cotangent that arrives there times the local derivative.
class BackwardFlow {
 public:
  /// `sweep` has run backward.
  BackwardFlow(const Labels& labels, const Diagram& diagram, const Sweep& sweep)
      : labels_(labels), diagram_(diagram), sweep_(sweep) {}

  /// One formula and its numbers, in the labels of what the picture shows: "dz * x1 = -0.475021 * 1"; empty if nothing
  /// flows along the arrow.
  struct Text {
    std::string cotangent;  ///< "dz"; empty where it is 1, at the loss
    std::string local;      ///< "x1"; empty where it says it all
    std::string numbers;    ///< empty where there are too many
    bool summed = false;    ///< over examples or elements
  };
  std::optional<Text> text(const Arrow& arrow);
  /// The size of the contribution, for arrows as wide as what flows; 0 if it is not one number.
  double magnitude(const Arrow& arrow) const;

 private:
  /// From a member of the box to the line that it is part of: the derivative of the line by the member.
  struct Path {
    NodeId line;
    std::optional<std::string> formula;  // empty of 1; none if it would mention what the picture does not show
    double number;
  };

  void enter(const Box& box);
  std::optional<Path> along(const Arrow::Use& use) const;
  std::optional<std::string> formula_of(const Arrow::Use& use) const;
  bool mentions_hidden(std::string_view formula) const;
  bool is_scalar(NodeId id) const;
  std::string numbers(const Arrow& arrow, NodeId line, std::optional<double> local, bool is_seed) const;
  std::string total(const Arrow& arrow) const;

  const Labels& labels_;
  const Diagram& diagram_;
  const Sweep& sweep_;
  const Box* box_ = nullptr;
  std::unordered_map<NodeId, Path> paths_;
};

}  // namespace chainrule
