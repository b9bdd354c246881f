#include <chainrule/engine/program/select/joined_sums.hpp>

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace chainrule::program {

namespace {

/// As many at a time as registers hold.
constexpr std::size_t kMostSums = 8;

bool is_of_product(const Instruction& sum) { return sum.operands[1] != kNoOperand; }

/// The factor that most of the products have, or kNoOperand if there are none.
NodeId common_factor(const std::vector<Instruction>& sums) {
  std::unordered_map<NodeId, std::size_t> uses;
  NodeId common = kNoOperand;
  for (const Instruction& sum : sums)
    for (const NodeId factor : sum.operands)
      if (is_of_product(sum) && ++uses[factor] > uses[common]) common = factor;
  return common;
}

bool is_scalar_sum(const Graph& graph, const Instruction& instruction) {
  return instruction.kind == InstructionKind::sums_over_examples && graph.shape(instruction.results[0]).is_scalar();
}

std::vector<Instruction> joined(std::vector<Instruction> sums) {
  const NodeId common = common_factor(sums);
  for (Instruction& sum : sums)
    if (is_of_product(sum) && sum.operands[1] == common) std::swap(sum.operands[0], sum.operands[1]);
  // Sums of products first, those with the common factor at their head; then that factor's own sum.
  const auto place = [&](const Instruction& sum) {
    return (is_of_product(sum) ? 0 : 2) + (sum.operands[0] == common ? 0 : 1);
  };
  std::stable_sort(sums.begin(), sums.end(),
                   [&](const Instruction& a, const Instruction& b) { return place(a) < place(b); });
  std::vector<Instruction> joined;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (i % kMostSums == 0) joined.push_back({.kind = InstructionKind::sums_over_examples});
    joined.back().results.push_back(sums[i].results[0]);
    joined.back().operands.insert(joined.back().operands.end(), sums[i].operands.begin(), sums[i].operands.end());
  }
  return joined;
}

}  // namespace

std::vector<Instruction> join_sums(const Graph& graph, std::vector<Instruction> instructions) {
  const auto first =
      std::stable_partition(instructions.begin(), instructions.end(),
                            [&](const Instruction& instruction) { return !is_scalar_sum(graph, instruction); });
  std::vector<Instruction> sums(std::make_move_iterator(first), std::make_move_iterator(instructions.end()));
  instructions.erase(first, instructions.end());
  for (Instruction& sum : joined(std::move(sums))) instructions.push_back(std::move(sum));
  return instructions;
}

}  // namespace chainrule::program
