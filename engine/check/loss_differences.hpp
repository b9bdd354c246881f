// Slopes of a loss by differences of its values.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/check/differences.hpp>
#include <chainrule/engine/check/disturbed_copy.hpp>
#include <chainrule/engine/graph/graph_copy.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace chainrule {

/// A copy of what a loss depends on, to be run with one number moved. It reads no derivative of any op.
class LossDifferences {
 public:
  /// Values are the sweep's.
  LossDifferences(const Sweep& sweep, const Expr& loss);

  /// Turns to a leaf of the original graph. The slopes that follow are by one of its numbers.
  void turn_to(NodeId leaf);
  /// By the element with that index, of one example if the leaf is per example and `example` is given, of all
  /// otherwise. One slope per number of the loss. Steps stay on this side of the kinks that the leaf reaches, and
  /// within `reach`.
  std::vector<Slope> slopes(std::size_t element, std::optional<std::size_t> example,
                            double reach = std::numeric_limits<double>::infinity());

  /// The node of the original graph whose kink kept the last steps small or, at the point itself, made them impossible.
  std::optional<NodeId> kink() const { return kink_; }
  /// A node of the original graph with an operand that the last leaf moves and that is not differentiated.
  std::optional<NodeId> undifferentiated(std::size_t element, std::optional<std::size_t> example);

  /// How many numbers one evaluation computes.
  std::size_t cost() const;

 private:
  bool is_reached(NodeId copy) const { return is_reached_[copy] != 0; }
  /// The loss in a graph whose roundings go another way.
  struct Disturbed {
    Disturbed(const GraphCopy& original, const Expr& loss, const Sweep& values, std::uint64_t seed);
    DisturbedCopy copy;
    Sweep sweep;
  };

  void measure(std::span<Measured> losses);
  void move(std::size_t element, std::optional<std::size_t> example, double by);
  std::vector<double> kinks() const;
  bool crosses_kink();

  GraphCopy copy_;
  Expr loss_;
  Sweep sweep_;
  std::array<Disturbed, 2> disturbed_;  // one may by chance come close to the loss where rounding need not
  bool is_in_loss_ = false;
  Expr leaf_;
  std::vector<double> moved_;  // the leaf's numbers of now
  std::vector<double> at_;     // the leaf's own numbers
  std::vector<std::uint8_t> is_reached_;
  std::vector<NodeId> kinked_;  // reached nodes of ops with kinks
  std::vector<double> kinks_;   // zero where they have them, at the point itself
  std::optional<NodeId> kink_;
};

}  // namespace chainrule
