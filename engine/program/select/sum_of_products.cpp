#include <chainrule/engine/program/select/stage_facts.hpp>
#include <chainrule/engine/program/select/sum_of_products.hpp>

#include <algorithm>

namespace chainrule::program {

namespace {

/// More terms in one instruction would keep their factors waiting for each other.
constexpr std::size_t kMostTerms = 8;

/// Terms of a sum may differ in shape from the sum only as shared scalars do.
bool fits_in_term(const StageFacts& facts, NodeId factor, NodeId sum) {
  const Shape& shape = facts.shape(factor);
  if (shape == facts.shape(sum)) return facts.per_example(factor) || !facts.per_example(sum) || shape.is_scalar();
  return shape.is_scalar() && !facts.per_example(factor);
}

/// Whether the sum computes the product itself.
bool is_product(const StageFacts& facts, NodeId term, NodeId sum) {
  return facts.is(term, Arithmetic::multiply) && facts.is_private(term) && facts.partial(term) == nullptr &&
         facts.shape(term) == facts.shape(sum) &&
         std::ranges::all_of(facts.operands(term), [&](NodeId factor) { return fits_in_term(facts, factor, sum); });
}

/// Whether the sum goes on with the terms of that one.
bool is_link(const StageFacts& facts, NodeId id, NodeId sum) {
  return facts.is(id, Arithmetic::add) && facts.is_private(id) && facts.partial(id) == nullptr &&
         facts.shape(id) == facts.shape(sum) && facts.per_example(id) == facts.per_example(sum);
}

/// The terms of a sum of sums, last first.
std::vector<NodeId> terms_of(const StageFacts& facts, NodeId sum) {
  std::vector<NodeId> terms;
  for (NodeId rest = sum;;) {
    const auto operands = facts.operands(rest);
    // a + (b + c) has the bits of (b + c) + a; the longer arm is the one that goes on.
    const bool goes_right = !is_link(facts, operands[0], sum) && is_link(facts, operands[1], sum);
    const NodeId next = operands[goes_right ? 1 : 0];
    terms.push_back(operands[goes_right ? 0 : 1]);
    if (terms.size() + 1 >= kMostTerms || !is_link(facts, next, sum)) {
      terms.push_back(next);
      return terms;
    }
    rest = next;
  }
}

}  // namespace

std::optional<SumOfProducts> select_sum_of_products(const StageFacts& facts, NodeId id) {
  if (!facts.is(id, Arithmetic::add)) return std::nullopt;
  const std::vector<NodeId> terms = terms_of(facts, id);
  SumOfProducts sum{.result = id};
  bool has_product = false;
  for (std::size_t i = terms.size(); i-- > 0;) {
    if (is_product(facts, terms[i], id)) {
      const auto factors = facts.operands(terms[i]);
      sum.operands.insert(sum.operands.end(), factors.begin(), factors.end());
      has_product = true;
    } else {
      if (!fits_in_term(facts, terms[i], id)) return std::nullopt;
      sum.operands.insert(sum.operands.end(), {terms[i], kNoOperand});
    }
  }
  if (!has_product && terms.size() < 3) return std::nullopt;
  return sum;
}

}  // namespace chainrule::program
