#include <chainrule/engine/program/select/joined_sums.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace chainrule::program {

namespace {

/// As many at a time as registers hold.
constexpr std::size_t kMostSums = 8;

bool is_of_product(const SumsOverExamples& sum) { return sum.operands[1] != kNoOperand; }

/// The factor that most of the products have, or kNoOperand if there are none.
NodeId common_factor(const std::vector<SumsOverExamples>& sums) {
  std::unordered_map<NodeId, std::size_t> uses;
  NodeId common = kNoOperand;
  for (const SumsOverExamples& sum : sums)
    for (const NodeId factor : sum.operands)
      if (is_of_product(sum) && ++uses[factor] > uses[common]) common = factor;
  return common;
}

/// Sums of products first, those with a common factor at their head; then that factor's own sum.
void put_in_order(std::vector<SumsOverExamples>& sums) {
  const NodeId common = common_factor(sums);
  for (SumsOverExamples& sum : sums)
    if (is_of_product(sum) && sum.operands[1] == common) std::swap(sum.operands[0], sum.operands[1]);
  const auto place = [&](const SumsOverExamples& sum) {
    return (is_of_product(sum) ? 0 : 2) + (sum.operands[0] == common ? 0 : 1);
  };
  std::stable_sort(sums.begin(), sums.end(),
                   [&](const SumsOverExamples& a, const SumsOverExamples& b) { return place(a) < place(b); });
}

}  // namespace

std::vector<Instruction> join_sums(const Graph& graph, std::vector<Instruction> instructions) {
  std::vector<SumsOverExamples> sums;
  std::vector<Instruction> result;
  for (Instruction& instruction : instructions) {
    auto* const sum = std::get_if<SumsOverExamples>(&instruction);
    if (sum != nullptr && graph.shape(sum->results[0]).is_scalar())
      sums.push_back(std::move(*sum));
    else
      result.push_back(std::move(instruction));
  }
  put_in_order(sums);
  for (std::size_t first = 0; first < sums.size(); first += kMostSums) {
    SumsOverExamples joined;
    for (std::size_t i = first; i < std::min(first + kMostSums, sums.size()); ++i) {
      joined.results.push_back(sums[i].results[0]);
      joined.operands.insert(joined.operands.end(), sums[i].operands.begin(), sums[i].operands.end());
    }
    result.emplace_back(std::move(joined));
  }
  return result;
}

}  // namespace chainrule::program
