#include <chainrule/engine/op/op_set.hpp>
#include <chainrule/engine/simplify/slopes.hpp>

namespace chainrule {

namespace {

bool is_elementwise_of_one(const OpInfo& op) {
  return op.kind == OpKind::elementwise && op.arity == 1 && op.differentiable(0);
}

bool has_slope(const OpSet& ops, const OpInfo& op, const OpInfo& slope) {
  Graph scratch({.intern = true, .arena = nullptr, .ops = &ops});
  const Expr x = scratch.parameter("x", Shape());
  const Expr value = scratch.apply(op, std::span(&x, 1));
  const Expr computed = op.partial_expression(0, &x, value, Form::computed);
  if (computed.is_number() || !computed.same_as(scratch.apply(slope, std::span(&x, 1)))) return false;
  return !op.partial_expression(0, &x, value, Form::textbook).same_as(computed);
}

}  // namespace

const OpInfo* integral_of(const OpSet& ops, const OpInfo& slope) {
  if (!is_elementwise_of_one(slope)) return nullptr;
  for (const OpInfo* op : ops.ops)
    if (op != &slope && is_elementwise_of_one(*op) && has_slope(ops, *op, slope)) return op;
  return nullptr;
}

}  // namespace chainrule
