#include <chainrule/engine/op/op_set.hpp>
#include <chainrule/engine/simplify/slopes.hpp>

#include <vector>

namespace chainrule {

namespace {

/// The op on leaves of a graph of its own.
class Drawn {
 public:
  Drawn(const OpSet& ops, const OpInfo& op) : op_(op), graph_({.intern = true, .arena = nullptr, .ops = &ops}) {
    for (std::size_t i = 0; i < op.arity; ++i) in_.push_back(graph_.parameter({}, Shape()));
    out_ = graph_.apply(op, in_);
  }
  bool has_derivative(std::size_t operand, const OpInfo& slope) {
    const Expr computed = op_.partial_expression(operand, in_.data(), out_, Form::computed);
    if (computed.is_number() || !computed.same_as(graph_.apply(slope, in_))) return false;
    return !op_.partial_expression(operand, in_.data(), out_, Form::textbook).same_as(computed);
  }

 private:
  const OpInfo& op_;
  Graph graph_;
  std::vector<Expr> in_;
  Expr out_;
};

}  // namespace

std::optional<Integral> integral_of(const OpSet& ops, const OpInfo& slope) {
  if (slope.kind != OpKind::elementwise || slope.variadic) return std::nullopt;
  for (const OpInfo* op : ops.ops) {
    if (op == &slope || op->kind != OpKind::elementwise || op->variadic || op->arity != slope.arity) continue;
    Drawn drawn(ops, *op);
    for (std::size_t operand = 0; operand < op->arity; ++operand)
      if (op->differentiable(operand) && drawn.has_derivative(operand, slope)) return Integral{op, operand};
  }
  return std::nullopt;
}

}  // namespace chainrule
