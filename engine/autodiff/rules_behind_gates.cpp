#include <chainrule/engine/autodiff/rules_behind_gates.hpp>
#include <chainrule/engine/op/stopping.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace chainrule {

namespace {

/// Runs the rule on a graph of its own, so that no node is left over from its ungated form, and then brings what it
/// made to the graph of the operands.
class GatedRule {
 public:
  explicit GatedRule(Graph& graph) : graph_(graph), scratch_({.intern = true, .arena = nullptr, .ops = &graph.ops()}) {}

  Expr stand_in(const Expr& node) {
    const Expr leaf =
        node.per_example() ? scratch_.input({}, Shape(node.shape())) : scratch_.parameter({}, Shape(node.shape()));
    images_.push_back(node);
    return leaf;
  }

  /// The result's image; `arriving` is the stand-in whose zeros let nothing through.
  Expr image(const Expr& result, const Expr& arriving) {
    const std::vector<bool> is_needed = needed(result.id());
    std::vector<bool> stops(is_needed.size(), false);
    stops[arriving.id()] = true;
    for (auto id = static_cast<NodeId>(images_.size()); id < is_needed.size(); ++id) {
      images_.push_back(arriving);  // of a node that is not needed: never looked at
      if (is_needed[id]) images_[id] = copied(id, stops);
    }
    return images_[result.id()];
  }

 private:
  std::vector<bool> needed(NodeId last) const {
    std::vector<bool> is_needed(std::size_t{last} + 1, false);
    is_needed[last] = true;
    for (NodeId id = last + 1; id-- > 0;)
      if (is_needed[id])
        for (const NodeId operand : scratch_.operands(id)) is_needed[operand] = true;
    return is_needed;
  }

  Expr copied(NodeId id, std::vector<bool>& stops) {
    if (scratch_.role(id) != Role::operation) return graph_.constant(Shape(scratch_.shape(id)), scratch_.values(id));
    const std::span<const NodeId> operands = scratch_.operands(id);
    std::vector<Expr> in;
    for (const NodeId operand : operands) in.push_back(images_[operand]);
    const auto gate = std::ranges::find_if(operands, [&](NodeId operand) { return stops[operand]; });
    const OpInfo& op = scratch_.op(id);
    stops[id] = gate != operands.end();
    const auto form = stops[id] && in.size() == 2 ? stopping_form(op, static_cast<std::size_t>(gate - operands.begin()))
                                                  : std::nullopt;
    if (!form) return graph_.apply(op, in, scratch_.attributes(id));
    if (form->is_swapped) std::swap(in[0], in[1]);
    return graph_.apply(*form->op, in, form->attributes);
  }

  Graph& graph_;
  Graph scratch_;
  std::vector<Expr> images_;  // by node of the scratch graph
};

}  // namespace

Expr behind_gates(StructuralRule rule, std::size_t operand, const Expr& arriving, std::span<const Expr> in,
                  const Expr& out, const Attributes& attributes) {
  GatedRule gated(*out.graph());
  const Expr stopping = gated.stand_in(arriving);
  std::vector<Expr> operands;
  for (const Expr& each : in) operands.push_back(gated.stand_in(each));
  const Expr value = gated.stand_in(out);
  return gated.image(rule(operand, stopping, operands, value, attributes), stopping);
}

}  // namespace chainrule
