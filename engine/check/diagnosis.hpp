// What goes wrong with a graph's numbers: the first that is not finite, and where gradients get lost or out of hand.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace chainrule {

/// The kinds of findings.
enum class Fault : std::uint8_t {
  value_not_finite,      ///< of `node`, though its operands are finite; or a leaf was given such a number
  cotangent_not_finite,  ///< what `node` passes to its operand, though what arrives at it is finite
  saturated,             ///< `node` is flat here: its partial is as good as 0
  closed,                ///< `node` lets nothing through, not for any element or example
  vanishing,             ///< the cotangent at `node` is tiny beside another one on its path from the loss
  exploding,             ///< ... huge
  unused                 ///< the leaf `node` has no path to the loss
};

/// The fault as words with hyphens: "value-not-finite".
std::string_view to_text(Fault fault);

/// One fault. Where a node has many numbers, these are the ones at `element` of `example`.
struct Finding {
  Fault fault = Fault::value_not_finite;
  NodeId node = 0;
  /// For a cotangent on its way: to which operand of `node`.
  std::optional<std::size_t> operand = {};
  std::size_t example = 0;  ///< from 0
  std::size_t element = 0;  ///< of the node's tensor, from 0
  double value = 0;         ///< of the node; of what it passes on; of the cotangent
  /// The operands at that element; absent where there is no single one.
  std::vector<std::optional<double>> inputs = {};
  std::optional<double> upstream = {};  ///< the node's cotangent
  std::optional<double> local = {};     ///< the partial; absent for structural ops
  double reference = 0;                 ///< vanishing, exploding: the other cotangent on the path
  /// From the loss to the node or, of a cotangent on its way, to its receiver. Of a long path, `left_out` nodes are
  /// missing behind the first eight.
  std::vector<NodeId> path = {};
  std::size_t left_out = 0;
  std::size_t count = 0;            ///< how many elements over all examples
  std::size_t total = 0;            ///< of how many
  bool passes_no_gradient = false;  ///< unused: there is a path, but along operands that are not differentiable
};

/// Choices of ours, from no source: where to begin to look, not where training fails.
struct DiagnosisLimits {
  double flat = 1e-6;     ///< a partial below this is as good as 0
  double ratio = 1e-8;    ///< between cotangents on a path
  std::size_t most = 20;  ///< findings of each kind that are kept
};

/// All that was found.
struct Diagnosis {
  std::vector<Finding> findings;  ///< values first, then from the loss back, then leaves
  std::size_t left_out = 0;       ///< how many more there are
};

/// Looks at a sweep that has run forward and backward. Takes time in proportion to the graph.
Diagnosis diagnose(const Sweep& sweep, const DiagnosisLimits& limits = {});

}  // namespace chainrule
