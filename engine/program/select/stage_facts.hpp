// What the selection of instructions asks about the nodes of a stage.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/op/op_set.hpp>
#include <chainrule/engine/program/analyse/recognised_partials.hpp>
#include <chainrule/engine/program/analyse/stages.hpp>
#include <chainrule/engine/program/select/instruction.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace chainrule::program {

class StageFacts {
 public:
  StageFacts(const Graph& graph, const RecognisedPartials& partials, const Stage& stage,
             std::span<const std::uint32_t> uses, const std::vector<bool>& is_kept)
      : graph_(graph), partials_(partials), stage_(stage), is_here_(uses.size()), uses_(uses), is_kept_(is_kept) {
    for (const NodeId id : stage.nodes) is_here_[id] = true;
  }

  const OpInfo& op(NodeId id) const { return graph_.op(id); }
  bool is_operation(NodeId id) const { return graph_.role(id) == Role::operation; }
  bool is_sum(NodeId id) const { return op(id).kind == OpKind::example_reduction; }
  bool is(NodeId id, Arithmetic arithmetic) const {
    return is_here_[id] && op(id).kind == OpKind::elementwise && op(id).arithmetic == arithmetic && !op(id).gated;
  }
  /// Whether a consumer may compute the node itself, as nobody else needs it.
  bool is_private(NodeId id) const { return is_here_[id] && uses_[id] == 1 && !is_kept_[id]; }

  /// What a repetition repeats, where the operation repeats it anyway.
  NodeId unrepeated(NodeId operand, NodeId consumer) const {
    const NodeId inner = repeated(operand);
    Shape others;
    for (const NodeId other : graph_.operands(consumer))
      others = broadcast(others, graph_.shape(other == operand ? inner : other));
    return others == graph_.shape(consumer) ? inner : operand;
  }

  /// What the node repeats, if it does nothing else and for nobody else.
  NodeId repeated(NodeId id) const {
    const bool is_repetition = is_private(id) && op(id).structure == Structure::repetition;
    return is_repetition ? graph_.operands(id)[0] : id;
  }

  /// Rows of the examples times a shared matrix: its columns become rows of examples, each with an offset of its own.
  bool takes_offsets(NodeId product, NodeId offsets) const {
    if (!stage_.per_block || !is_private(product) || op(product).structure != Structure::matrix_product) return false;
    const auto factors = graph_.operands(product);
    const Shape& shape = graph_.shape(offsets);
    return graph_.per_example(factors[0]) && !graph_.per_example(factors[1]) && !graph_.per_example(offsets) &&
           shape.rank() == 1 && graph_.shape(factors[1]).rank() == 2 && shape[0] == graph_.shape(factors[1])[1];
  }

  /// Terms of a sum may differ in shape from the sum only as shared scalars do.
  bool fits_in_term(NodeId factor, NodeId sum) const {
    if (graph_.shape(factor) == graph_.shape(sum))
      return graph_.per_example(factor) || !graph_.per_example(sum) || graph_.shape(factor).is_scalar();
    return graph_.shape(factor).is_scalar() && !graph_.per_example(factor);
  }
  bool is_term(NodeId product, NodeId sum) const {
    return is(product, Arithmetic::multiply) && is_private(product) && partials_.find(product) == nullptr &&
           graph_.shape(product) == graph_.shape(sum) &&
           std::ranges::all_of(graph_.operands(product), [&](NodeId factor) { return fits_in_term(factor, sum); });
  }

  bool is_link(NodeId id, NodeId sum) const {
    return is(id, Arithmetic::add) && is_private(id) && partials_.find(id) == nullptr &&
           graph_.shape(id) == graph_.shape(sum) && graph_.per_example(id) == graph_.per_example(sum);
  }

  /// Whether one kernel computes the operation for all examples of a block.
  bool has_row_kernel(NodeId id) const {
    return stage_.per_block && op(id).kind == OpKind::structural && graph_.operands(id).size() == 1 &&
           kernels().rows_of != nullptr && kernels().rows_of(op(id)) != nullptr;
  }
  const ProgramKernels<double>& kernels() const { return graph_.ops().kernels; }

  /// What a sum along axes adds up: the two factors of a product of like tensors, or the node itself.
  std::vector<NodeId> factors_of(NodeId id) const {
    if (!is_private(id) || partials_.find(id) != nullptr || graph_.shape(id).size() == 0) return {id};
    const bool is_square = is(id, Arithmetic::square);
    if (!is_square && !is(id, Arithmetic::multiply)) return {id};
    const auto operands = graph_.operands(id);
    const std::vector<NodeId> factors{operands[0], operands[is_square ? 0 : 1]};
    const bool are_alike = std::ranges::all_of(factors, [&](NodeId factor) {
      return graph_.shape(factor) == graph_.shape(id) && graph_.per_example(factor) == graph_.per_example(id);
    });
    return are_alike ? factors : std::vector<NodeId>{id};
  }

  bool are_per_example(std::span<const NodeId> nodes) const {
    return std::ranges::all_of(nodes, [&](NodeId id) { return graph_.per_example(id); });
  }

 protected:
  const Graph& graph_;
  const RecognisedPartials& partials_;
  const Stage& stage_;
  std::vector<bool> is_here_;
  std::span<const std::uint32_t> uses_;
  const std::vector<bool>& is_kept_;
};

}  // namespace chainrule::program
