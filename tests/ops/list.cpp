#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace chainrule {
namespace {

TEST_CASE("the list holds every function of the text form, each name once") {
  std::set<std::string_view> names;
  for (const OpInfo* op : kStandardOps) CHECK_MESSAGE(names.insert(op->name).second, op->name);
  for (const char* name : {"exp",
                           "log",
                           "log1p",
                           "expm1",
                           "sqrt",
                           "square",
                           "pow",
                           "sin",
                           "cos",
                           "tan",
                           "asin",
                           "acos",
                           "atan",
                           "sinh",
                           "cosh",
                           "tanh",
                           "sigmoid",
                           "softplus",
                           "relu",
                           "abs",
                           "sign",
                           "min",
                           "max",
                           "where",
                           "erf",
                           "xlogy",
                           "clip",
                           "log_loss",
                           "log_loss_with_logit",
                           "squared_error",
                           "matmul",
                           "dot",
                           "transpose",
                           "reshape",
                           "broadcast_to",
                           "concat",
                           "slice",
                           "gather",
                           "sum",
                           "mean",
                           "amax",
                           "amin",
                           "logsumexp",
                           "softmax",
                           "log_softmax",
                           "cross_entropy",
                           "sum_over_examples",
                           "mean_over_examples",
                           "stop_gradient"})
    CHECK_MESSAGE(names.contains(name), name);
}

TEST_CASE("every op has a summary, and a value in its domain") {
  for (const OpInfo* op : kStandardOps) {
    CHECK_MESSAGE(!op->summary.empty(), op->name);
    CHECK_MESSAGE(op->summary.ends_with('.'), op->name);
  }
}

TEST_CASE("stop_gradient is a value without an edge back") {
  Graph graph;
  const Expr x = graph.parameter("x", 3);
  const Expr stopped = stop_gradient(x);
  CHECK_FALSE(graph.op(stopped.id()).differentiable(0));
  CHECK_FALSE(graph.node(stopped.id()).on_parameter());
}

TEST_CASE("functions of plain numbers alone give plain numbers") {
  const Expr two = sqrt(Expr(4));
  CHECK(two.is_number());
  CHECK(two.number() == 2);
  CHECK(clip(Expr(5), 0, 1).number() == 1);
  CHECK_THROWS_AS(sum(Expr(4)), GraphError);
}

}  // namespace
}  // namespace chainrule
