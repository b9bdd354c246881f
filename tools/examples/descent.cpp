// Gradient descent over many examples by a program on two threads: points around a line find its slope and intercept.
#include <chainrule/chainrule.hpp>

#include <cmath>
#include <vector>

using namespace chainrule;

int main() {
  Graph g;
  const Expr x = g.input("x"), y = g.input("y"), slope = g.parameter("slope", 0),
             intercept = g.parameter("intercept", 0);
  const Expr J = mean_over_examples(square(slope * x + intercept - y));
  Gradient d = gradient(J);
  const Program program = compile({{"J", d.value()}, {"dslope", d.of(slope)}, {"dintercept", d.of(intercept)}});

  constexpr std::size_t kExamples = 100000;
  std::vector<double> xs(kExamples), ys(kExamples);
  for (std::size_t i = 0; i < kExamples; ++i) {
    xs[i] = static_cast<double>(i) / kExamples;
    ys[i] = 3 * xs[i] - 1 + (i % 2 == 0 ? 0.1 : -0.1);
  }
  Run run(program, {.examples = kExamples, .threads = 2});
  run.bind("x", xs);
  run.bind("y", ys);
  double s = 0, c = 0;
  for (int iteration = 0; iteration < 400; ++iteration) {
    run.set("slope", s);
    run.set("intercept", c);
    run();
    s -= 0.5 * run.value("dslope");
    c -= 0.5 * run.value("dintercept");
  }
  fmt::print("y = {:.4f} x + {:.4f}, J = {:.6f}\n", s, c, run.value("J"));
  return std::abs(s - 3) < 1e-3 && std::abs(c + 1) < 1e-3 && std::abs(run.value("J") - 0.01) < 1e-5 ? 0 : 1;
}
