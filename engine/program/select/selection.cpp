#include <chainrule/engine/program/select/selection.hpp>

#include <algorithm>
#include <span>
#include <unordered_map>
#include <utility>

namespace chainrule::program {

namespace {

/// Covers the nodes of one stage: each instruction asks for its operands.
class Selection {
 public:
  Selection(const Graph& graph, const Stage& stage, const Analysis& analysis)
      : facts_(graph, stage, analysis), joined_kernels_(facts_), is_wanted_(analysis.uses.size()) {}

  std::vector<Instruction> instructions() {
    const std::span<const NodeId> nodes = facts_.nodes();
    for (const NodeId id : nodes)
      if (facts_.is_kept(id) || facts_.is_sum_over_examples(id)) is_wanted_[id] = true;
    for (std::size_t i = nodes.size(); i-- > 0;)
      if (is_wanted_[nodes[i]]) cover(nodes[i]);
    std::ranges::reverse(instructions_);
    return std::move(instructions_);
  }

 private:
  void cover(NodeId id) {
    if (waiting_.contains(id)) {
      add(select_value_and_partials(facts_, id, waiting_.at(id)));
    } else if (facts_.is_sum_over_examples(id)) {
      add_first(id, &select_matrix_sum_over_examples, &select_sum_over_examples);
    } else if (const RecognisedPartial* partial = facts_.partial(id)) {
      cover_partial(id, *partial);
    } else if (facts_.op(id).kind == OpKind::structural) {
      cover_structural(id);
    } else {
      add_first(id, &select_contribution, &select_product_with_offsets, &select_sum_of_products,
                &select_product_of_three, &select_value);
    }
  }

  /// A partial that is as much work as its value is computed together with it; unless it was written down before the
  /// value, and so cannot wait for it.
  void cover_partial(NodeId id, const RecognisedPartial& partial) {
    if (facts_.is_here(partial.value) && partial.costs_as_value && partial.value < id) {
      waiting_[partial.value].push_back({.partial = id, .operand = partial.operand});
      is_wanted_[partial.value] = true;
    } else if (partial.is_own_op) {  // the rule may make use of the value, which need not be here
      add(select_value(facts_, id));
    } else {
      add(select_partial(facts_, id, partial));
    }
  }

  void cover_structural(NodeId id) {
    if (const NodeId first = joined_kernels_.join(id); first != kNoOperand) {
      is_wanted_[first] = true;
    } else if (const NodeId second = joined_kernels_.joined_to(id); second != kNoOperand) {
      Structural joined = select_structural(facts_, id);
      joined.results.push_back(second);
      add(std::move(joined));
    } else if (auto movement = select_movement(facts_, id)) {
      if (const auto alias = select_alias(facts_, *movement))
        add(*alias);
      else
        add(*std::move(movement));
    } else {
      add_first(id, &select_matrix_product, &select_sum_of_elements, &select_structural);
    }
  }

  /// Asks one kind after another; the last fits always.
  template <class Select, class... Others> void add_first(NodeId id, Select select, Others... others) {
    if constexpr (sizeof...(others) == 0)
      add(select(facts_, id));
    else if (auto instruction = select(facts_, id))
      add(*std::move(instruction));
    else
      add_first(id, others...);
  }

  void add(Instruction instruction) {
    for (const NodeId operand : operands_of(instruction))
      if (operand != kNoOperand && facts_.is_here(operand)) is_wanted_[operand] = true;
    instructions_.push_back(std::move(instruction));
  }

  StageFacts facts_;
  JoinedKernels joined_kernels_;
  std::vector<bool> is_wanted_;
  std::unordered_map<NodeId, std::vector<WaitingPartial>> waiting_;  // by value
  std::vector<Instruction> instructions_;                            // last first
};

}  // namespace

std::vector<Instruction> select_instructions(const Graph& graph, const Stage& stage, const Analysis& analysis) {
  return Selection(graph, stage, analysis).instructions();
}

}  // namespace chainrule::program
