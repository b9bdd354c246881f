// A user's program that needs the engine and the ops: gradients, a sweep and a program on two threads.
#include <chainrule/chainrule.hpp>

#include <vector>

using namespace chainrule;

int main() {
  static_assert(CHAINRULE_VERSION_MAJOR >= 0);
  Graph g;
  const Expr x = g.input("x"), w = g.parameter("w", 2), J = sum_over_examples(square(sin(w * x)));
  Gradient d = gradient(J);
  const Program program = compile({{"J", d.value()}, {"dw", d.of(w)}});
  const std::vector<double> column(5000, 0.25);
  Run one(program, {.examples = column.size()}), two(program, {.examples = column.size(), .threads = 2});
  for (Run* const run : {&one, &two}) {
    run->bind("x", column);
    (*run)();
  }
  Sweep sweep(g, column.size());
  sweep.bind(x, column);
  sweep.backward(J);
  const bool agree = one.value("dw") == two.value("dw");
  const double difference = one.value("dw") - sweep.cotangent(w);
  return agree && difference * difference < 1e-18 ? 0 : 1;
}
