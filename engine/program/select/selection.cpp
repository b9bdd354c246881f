#include <chainrule/engine/program/analyse/constant_zeros.hpp>
#include <chainrule/engine/program/select/selection.hpp>
#include <chainrule/engine/program/select/stage_facts.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace chainrule::program {

namespace {

/// More terms in one instruction would keep their factors waiting for each other.
constexpr std::size_t kMostTerms = 8;

/// Covers the nodes of one stage from the last to the first: each instruction asks for its operands.
class Selection : private StageFacts {
 public:
  Selection(const Graph& graph, const Stage& stage, const Analysis& analysis)
      : StageFacts(graph, analysis.partials, stage, analysis.uses, analysis.is_kept),
        needed_(analysis.needed),
        is_wanted_(analysis.uses.size()) {
    for (const NodeId id : stage.nodes)
      if (has_row_kernel(id)) first_over_rows_.try_emplace(graph_.operands(id)[0], id);
  }

  std::vector<Instruction> instructions() {
    for (const NodeId id : stage_.nodes)
      if (is_kept_[id] || is_sum(id)) is_wanted_[id] = true;
    for (std::size_t i = stage_.nodes.size(); i-- > 0;)
      if (is_wanted_[stage_.nodes[i]]) cover(stage_.nodes[i]);
    std::ranges::reverse(instructions_);
    return std::move(instructions_);
  }

 private:
  void want(NodeId id) {
    if (id != kNoOperand && is_here_[id]) is_wanted_[id] = true;
  }
  void emit(Instruction instruction) {
    for (const NodeId operand : instruction.operands) want(operand);
    instructions_.push_back(std::move(instruction));
  }

  void cover(NodeId id) {
    if (waiting_.contains(id)) {
      cover_elementwise(id);
    } else if (is_sum(id)) {
      cover_sum(id);
    } else if (const RecognisedPartial* partial = partials_.find(id)) {
      cover_partial(id, *partial);
    } else if (op(id).kind == OpKind::structural) {
      cover_structural(id);
    } else if (!cover_edge(id) && !cover_offset_product(id) && !cover_sum_of_products(id)) {
      cover_elementwise(id);
    }
  }

  /// An elementwise operation, together with the partials that wait for it.
  void cover_elementwise(NodeId id) {
    Instruction instruction{.kind = InstructionKind::elementwise, .op = &op(id), .results = {id}};
    for (const NodeId operand : graph_.operands(id)) instruction.operands.push_back(unrepeated(operand, id));
    if (const auto waiting = waiting_.find(id); waiting != waiting_.end()) {
      instruction.kind = InstructionKind::value_and_partials;
      for (const auto& [partial, operand] : waiting->second) {
        instruction.results.push_back(partial);
        instruction.by.push_back(operand);
      }
    }
    emit(std::move(instruction));
  }

  void cover_partial(NodeId id, const RecognisedPartial& partial) {
    // A partial that was written down before the value cannot wait for it.
    if (is_here_[partial.value] && partial.costs_as_value && partial.value < id) {
      waiting_[partial.value].emplace_back(id, partial.operand);
      is_wanted_[partial.value] = true;
    } else {
      emit(contribution(id, kNoOperand, partial));
    }
  }

  Instruction contribution(NodeId result, NodeId cotangent, const RecognisedPartial& partial) const {
    Instruction instruction{.kind = InstructionKind::contribution,
                            .op = &op(partial.value),
                            .results = {result},
                            .operands = {cotangent},
                            .by = {partial.operand}};
    if (cotangent != kNoOperand) instruction.operands[0] = repeated(cotangent);
    const auto operands = graph_.operands(partial.value);
    for (std::size_t i = 0; i < operands.size(); ++i)
      instruction.operands.push_back((partial.reads >> i & 1U) != 0 ? operands[i] : kNoOperand);
    instruction.operands.push_back(partial.reads_value ? partial.value : kNoOperand);
    return instruction;
  }

  /// cotangent · partial, where nobody else needs the partial and it costs arithmetic only.
  bool cover_edge(NodeId id) {
    const OpInfo& product = op(id);
    if (product.arithmetic != Arithmetic::multiply) return false;
    const auto operands = graph_.operands(id);
    for (const std::size_t i : {1, 0}) {
      const NodeId factor = operands[i], other = operands[1 - i];
      if (!is_private(factor) || graph_.shape(factor) != graph_.shape(id)) continue;
      const RecognisedPartial* partial = partials_.find(factor);
      if (partial == nullptr || partial->costs_as_value) continue;
      const bool is_gate = product.gated && i == 0;  // mul0(partial, cotangent)
      if (op(partial->value).gated ? !is_gate : product.gated) continue;
      emit(contribution(id, other, *partial));
      return true;
    }
    return false;
  }

  /// A product of matrices plus or minus a shared vector along its last axis.
  bool cover_offset_product(NodeId id) {
    if (!is(id, Arithmetic::add) && !is(id, Arithmetic::subtract)) return false;
    const auto operands = graph_.operands(id);
    for (const std::size_t i : {0, 1}) {
      if (i == 1 && op(id).arithmetic == Arithmetic::subtract) continue;
      if (!takes_offsets(operands[i], operands[1 - i]) || graph_.shape(operands[i]) != graph_.shape(id)) continue;
      const auto factors = graph_.operands(operands[i]);
      emit({.kind = InstructionKind::matrix_product,
            .op = &op(operands[i]),
            .results = {id},
            .operands = {factors[0], factors[1], operands[1 - i]},
            .parts = without_zeros(factors[1])});
      return true;
    }
    return false;
  }
  /// What is looked up once for all products with the matrix.
  const std::vector<Rectangle>& without_zeros(NodeId matrix) {
    const auto [place, is_new] = without_zeros_.try_emplace(matrix);
    if (is_new) place->second = rectangles_without_zeros(graph_, matrix);
    return place->second;
  }
  bool cover_sum_of_products(NodeId id) {
    if (!is(id, Arithmetic::add)) return false;
    std::vector<NodeId> terms;  // last first
    NodeId rest = id;
    for (;;) {
      const auto operands = graph_.operands(rest);
      // a + (b + c) has the bits of (b + c) + a; the longer arm is the one that goes on.
      const bool goes_right = !is_link(operands[0], id) && is_link(operands[1], id);
      const NodeId next = operands[goes_right ? 1 : 0], term = operands[goes_right ? 0 : 1];
      terms.push_back(term);
      if (terms.size() + 1 >= kMostTerms || !is_link(next, id)) {
        terms.push_back(next);
        break;
      }
      rest = next;
    }
    const bool has_product = std::ranges::any_of(terms, [&](NodeId term) { return is_term(term, id); });
    const bool all_fit =
        std::ranges::all_of(terms, [&](NodeId term) { return is_term(term, id) || fits_in_term(term, id); });
    if (!all_fit || (!has_product && terms.size() < 3)) return false;
    Instruction sum{.kind = InstructionKind::sum_of_products, .results = {id}};
    for (std::size_t i = terms.size(); i-- > 0;) {
      if (is_term(terms[i], id)) {
        for (const NodeId factor : graph_.operands(terms[i])) sum.operands.push_back(factor);
      } else {
        sum.operands.push_back(terms[i]);
        sum.operands.push_back(kNoOperand);
      }
    }
    emit(std::move(sum));
    return true;
  }
  /// An earlier operation on the same operand whose kernel computes this one as well, or kNoOperand.
  NodeId companion_of(NodeId id) const {
    if (!has_row_kernel(id) || kernels().joined_rows_of == nullptr) return kNoOperand;
    const NodeId operand = graph_.operands(id)[0], first = first_over_rows_.at(operand);
    const bool is_free = first != id && !companions_.contains(first);
    const auto row_op = [&](NodeId node) { return RowOp{&op(node), &graph_.attributes(node)}; };
    const bool is_joined =
        is_free && kernels().joined_rows_of(row_op(first), row_op(id), graph_.shape(operand)) != nullptr;
    return is_joined ? first : kNoOperand;
  }
  void cover_structural(NodeId id) {
    if (const NodeId first = companion_of(id); first != kNoOperand) {
      companions_[first] = id;
      is_wanted_[first] = true;
      return;
    }
    Instruction instruction{.kind = InstructionKind::structural, .op = &op(id), .results = {id}};
    if (const auto second = companions_.find(id); second != companions_.end())
      instruction.results.push_back(second->second);
    const auto operands = graph_.operands(id);
    instruction.operands.assign(operands.begin(), operands.end());
    if (op(id).structure == Structure::matrix_product) {
      instruction.kind = InstructionKind::matrix_product;
      const bool has_shared_factor =
          stage_.per_block && graph_.per_example(operands[0]) && !graph_.per_example(operands[1]);
      if (has_shared_factor) instruction.parts = without_zeros(operands[1]);
    }
    if (op(id).structure == Structure::sum) {
      instruction.kind = InstructionKind::sum_of_elements;
      instruction.operands = factors_of(instruction.operands[0]);
    }
    if (auto moves = moves_of(graph_, id)) {
      instruction.kind = InstructionKind::movement;
      instruction.moves = std::move(*moves);
      show_as_alias(instruction);
    }
    emit(std::move(instruction));
  }

  /// One move from an operand that lies in the same way needs no copy.
  void show_as_alias(Instruction& instruction) const {
    if (instruction.moves.size() != 1 || instruction.moves[0].operand == Move::kZeros) return;
    const NodeId operand = instruction.operands[instruction.moves[0].operand];
    if (graph_.per_example(operand) != graph_.per_example(instruction.results[0])) return;
    instruction.kind = InstructionKind::alias;
    instruction.operands = {operand};
    instruction.first = instruction.moves[0].from;
    instruction.moves.clear();
  }

  /// A sum over examples takes in the product that feeds it.
  void cover_sum(NodeId id) {
    const NodeId term = graph_.operands(id)[0];
    const bool is_inside = is_private(term) && partials_.find(term) == nullptr;
    if (is_inside && op(term).structure == Structure::matrix_product && are_per_example(graph_.operands(term))) {
      Instruction instruction{.kind = InstructionKind::matrix_sum_over_examples, .op = &op(term), .results = {id}};
      const auto factors = graph_.operands(term);
      instruction.operands.assign(factors.begin(), factors.end());
      instruction.parts = needed_.rectangles_of(id);
      emit(std::move(instruction));
      return;
    }
    Instruction sum{.kind = InstructionKind::sums_over_examples, .results = {id}, .operands = {term, kNoOperand}};
    if (is_inside && is(term, Arithmetic::multiply) && are_per_example(graph_.operands(term))) {
      const auto factors = graph_.operands(term);
      sum.operands.assign(factors.begin(), factors.end());
    }
    emit(std::move(sum));
  }

  const NeededElements& needed_;
  std::vector<bool> is_wanted_;
  /// By value: the partials that are computed together with it, and by which operand they are.
  std::unordered_map<NodeId, std::vector<std::pair<NodeId, std::uint8_t>>> waiting_;
  std::unordered_map<NodeId, NodeId> first_over_rows_;  // by operand: the first operation that has a row kernel
  std::unordered_map<NodeId, NodeId> companions_;       // by such an operation: what its kernel computes as well
  std::unordered_map<NodeId, std::vector<Rectangle>> without_zeros_;  // by matrix
  std::vector<Instruction> instructions_;
};

}  // namespace

std::vector<Instruction> select_instructions(const Graph& graph, const Stage& stage, const Analysis& analysis) {
  return Selection(graph, stage, analysis).instructions();
}

}  // namespace chainrule::program
