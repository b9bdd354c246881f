// What flows along an edge of the graph: its partial, and what it adds to the operand's cotangent.
#pragma once

#include <chainrule/engine/autodiff/cotangents.hpp>
#include <chainrule/engine/autodiff/gates.hpp>
#include <chainrule/engine/autodiff/layout.hpp>
#include <chainrule/engine/base/arena.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule {

/// The edges of a graph at given values. What is asked for is computed from the values each time, to the same bits, so
/// that nobody has to keep it. Refers to all that it is made of.
class Edges {
 public:
  /// `cotangents` says how many the nodes have; gates, at which of them a cotangent of 0 stops.
  Edges(const Graph& graph, const Layout& layout, const double* values, const Cotangents& cotangents,
        const Gates& gates, Arena& scratch)
      : graph_(graph), layout_(layout), values_(values), cotangents_(cotangents), gates_(gates), scratch_(scratch) {}

  /// The local derivative on the edge from `node` to that operand, element by element; empty for a structural op, which
  /// has none as numbers.
  std::vector<double> partial(NodeId node, std::size_t operand) const;
  /// cotangent[node] · partial, unbroadcast to the operand's shape: summed where it was broadcast, over the axes and
  /// over the examples. In scratch memory.
  std::span<double> contribution(NodeId node, std::size_t operand, std::span<const double> arriving) const;
  /// Whether a cotangent of 0 at the node says that gates are closed and nothing flows on from there: see Gates.
  bool stops_at_zero(NodeId node) const { return gates_.is_behind(node); }

 private:
  std::span<double> through_reduction(NodeId node, std::span<const double> arriving) const;
  void through_run(NodeId node, std::size_t operand, std::span<const double> arriving, std::span<double> result) const;
  void through_example(NodeId node, std::size_t operand, std::size_t example, std::span<const double> cotangents,
                       std::span<double> result) const;
  void keep_closed(NodeId node, std::span<const double> arriving, std::span<double> share) const;
  std::span<const ArrayView> views(NodeId node, std::size_t example) const;

  const Graph& graph_;
  const Layout& layout_;
  const double* values_;
  const Cotangents& cotangents_;
  const Gates& gates_;
  Arena& scratch_;
};

}  // namespace chainrule
