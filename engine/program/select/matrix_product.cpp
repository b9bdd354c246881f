#include <chainrule/engine/program/select/matrix_product.hpp>
#include <chainrule/engine/program/select/stage_facts.hpp>

namespace chainrule::program {

namespace {

/// Examples times a shared matrix: its columns become runs of examples, each with an offset of its own.
bool takes_offsets(const StageFacts& facts, NodeId product, NodeId offsets) {
  if (!facts.per_block() || !facts.is_private(product)) return false;
  if (facts.op(product).structure != Structure::matrix_product) return false;
  const auto factors = facts.operands(product);
  const Shape &matrix = facts.shape(factors[1]), &vector = facts.shape(offsets);
  return facts.per_example(factors[0]) && !facts.per_example(factors[1]) && !facts.per_example(offsets) &&
         vector.rank() == 1 && matrix.rank() == 2 && vector[0] == matrix[1];
}

}  // namespace

std::optional<MatrixProduct> select_matrix_product(StageFacts& facts, NodeId id) {
  if (facts.op(id).structure != Structure::matrix_product) return std::nullopt;
  const auto factors = facts.operands(id);
  MatrixProduct product{
      .op = &facts.op(id), .result = id, .operands = {factors.begin(), factors.end()}, .gate = facts.gate_of(id)};
  if (facts.per_block() && facts.per_example(factors[0]) && !facts.per_example(factors[1]))
    product.without_zeros = facts.without_zeros(factors[1]);
  return product;
}

std::optional<MatrixProduct> select_product_with_offsets(StageFacts& facts, NodeId id) {
  const bool subtracts = facts.is(id, Arithmetic::subtract);
  if (!subtracts && !facts.is(id, Arithmetic::add)) return std::nullopt;
  const auto terms = facts.operands(id);
  for (const std::size_t i : {0, 1}) {
    const NodeId product = terms[i], offsets = terms[1 - i];
    if (i == 1 && subtracts) continue;
    if (!takes_offsets(facts, product, offsets) || facts.shape(product) != facts.shape(id)) continue;
    const auto factors = facts.operands(product);
    return MatrixProduct{.op = &facts.op(product),
                         .result = id,
                         .operands = {factors[0], factors[1], offsets},
                         .without_zeros = facts.without_zeros(factors[1]),
                         .gate = facts.gate_of(product)};
  }
  return std::nullopt;
}

}  // namespace chainrule::program
