// The paths from one node to another, and what the chain rule multiplies along each.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule {

/// From a node's operand to the node.
struct PathEdge {
  NodeId node = 0;
  std::size_t operand = 0;
  std::vector<double> local;  ///< the partial; empty for a structural op
};

/// One way from a node to another, with what it contributes to the derivative.
struct Path {
  std::vector<PathEdge> edges;  ///< in the direction of the values
  /// Its contribution to d(to)/d(from): of scalars the product of the partials; of others, ones at `to` pulled
  /// back along the path: as many numbers as `from` has.
  std::vector<double> product;
};

/// All paths along differentiable edges. They are counted without being walked, since there may be 2^60 of them.
class Paths {
 public:
  /// The values are the sweep's, which has run forward. GraphError as in Sweep::backward.
  Paths(const Sweep& values, const Expr& from, const Expr& to);

  /// Exact up to 2^53, rounded beyond; may be infinite.
  double count() const { return count_; }
  /// The first so many, in the order of the operands seen from `to`.
  std::vector<Path> first(std::size_t most) const;
  /// The sum over all paths, by one backward sweep.
  std::span<const double> sum() const { return sweep_.cotangents(from_); }

 private:
  struct Place {
    NodeId node = 0;
    std::size_t next = 0;  // the operand to try next
    std::vector<double> arriving;
  };

  void count_paths();
  Path path_along(const std::vector<Place>& places) const;

  Sweep sweep_;
  Expr from_, to_;
  double count_ = 0;
};

}  // namespace chainrule
