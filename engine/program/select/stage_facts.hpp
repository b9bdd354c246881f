// What the selection of instructions asks about the nodes of a stage.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/op/op_set.hpp>
#include <chainrule/engine/program/analyse/needed_elements.hpp>
#include <chainrule/engine/program/analyse/recognised_partials.hpp>
#include <chainrule/engine/program/analyse/stages.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace chainrule::program {

/// The findings of the analyses about the nodes of a program.
struct Analysis {
  const RecognisedPartials& partials;
  const NeededElements& needed;
  std::span<const std::uint32_t> uses;  ///< by node: how many operands of needed nodes it is
  const std::vector<bool>& is_kept;     ///< by node: whether it must be there after its stage
};

/// Answers for one stage, from the graph and the analyses.
class StageFacts {
 public:
  StageFacts(const Graph& graph, const Stage& stage, const Analysis& analysis);

  const Graph& graph() const { return graph_; }
  const NeededElements& needed() const { return analysis_.needed; }
  const ProgramKernels<double>& kernels() const { return graph().ops().kernels; }
  std::span<const NodeId> nodes() const { return stage_.nodes; }
  bool per_block() const { return stage_.per_block; }

  const OpInfo& op(NodeId id) const { return graph().op(id); }
  std::span<const NodeId> operands(NodeId id) const { return graph().operands(id); }
  const Shape& shape(NodeId id) const { return graph().shape(id); }
  bool per_example(NodeId id) const { return graph().per_example(id); }
  bool are_per_example(std::span<const NodeId> nodes) const;

  /// Whether the stage computes the node.
  bool is_here(NodeId id) const { return is_here_[id]; }
  /// Whether the node must be there after the stage.
  bool is_kept(NodeId id) const { return analysis_.is_kept[id]; }
  /// Whether a consumer may compute the node itself, as nobody else needs it.
  bool is_private(NodeId id) const { return is_here(id) && analysis_.uses[id] == 1 && !is_kept(id); }
  bool is_sum_over_examples(NodeId id) const { return op(id).kind == OpKind::example_reduction; }
  /// Whether the stage computes the node by that operation, element by element.
  bool is(NodeId id, Arithmetic arithmetic) const;
  /// Whose partial the node is, or null.
  const RecognisedPartial* partial(NodeId id) const { return analysis_.partials.find(id); }
  /// Whether one kernel computes the operation for all examples of a block.
  bool has_row_kernel(NodeId id) const;

  /// The factor of a product of matrices whose zeros make a term 0 whatever the other is, if there is one.
  std::optional<std::size_t> gate_of(NodeId product) const;

  /// The operand that the node repeats, if it does nothing else and for nobody else; otherwise the node.
  NodeId repeated(NodeId id) const;
  /// The node that an operand repeats, where the operation repeats it anyway; otherwise the operand.
  NodeId unrepeated(NodeId operand, NodeId consumer) const;
  /// The rectangles of a shared matrix outside of which it is 0, if they are worth it; looked up once for all products
  /// with it.
  const std::vector<Rectangle>& without_zeros(NodeId matrix);

 private:
  const Graph& graph_;
  const Stage& stage_;
  const Analysis& analysis_;
  std::vector<bool> is_here_;
  std::unordered_map<NodeId, std::vector<Rectangle>> without_zeros_;  // by matrix
};

}  // namespace chainrule::program
