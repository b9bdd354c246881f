#include <chainrule/engine/program/select/product_of_three.hpp>
#include <chainrule/engine/program/select/stage_facts.hpp>

namespace chainrule::program {

std::optional<ProductOfThree> select_product_of_three(const StageFacts& facts, NodeId id) {
  const bool is_single = facts.shape(id).is_scalar() && !facts.per_example(id);
  if (!facts.is(id, Arithmetic::multiply) || is_single) return std::nullopt;
  const auto is_alike = [&](NodeId factor) {
    return facts.shape(factor) == facts.shape(id) && facts.per_example(factor) == facts.per_example(id);
  };
  const auto operands = facts.operands(id);
  for (const std::size_t i : {0, 1}) {
    const NodeId inner = operands[i], outer = operands[1 - i];
    if (!facts.is(inner, Arithmetic::multiply) || !facts.is_private(inner) || facts.partial(inner) != nullptr) continue;
    const auto factors = facts.operands(inner);
    if (is_alike(inner) && is_alike(factors[0]) && is_alike(factors[1]) && is_alike(outer))
      return ProductOfThree{.result = id, .operands = {factors[0], factors[1], outer}};
  }
  return std::nullopt;
}

}  // namespace chainrule::program
