// An op of the user's own, written once: its values, its gradients of any order and its formulas follow.
#include <chainrule/chainrule.hpp>

#include <cmath>

using namespace chainrule;

/// v = log(cosh x), a loss that is smooth at 0 and linear far away
struct LogCosh {
  static constexpr OpText<1> text{.name = "log_cosh", .args = {"x"}, .domain = {{{-4, 4}}}};
  template <class T> static T value(T x) { return abs(x) + log1p(exp(T(-2) * abs(x))) - T(0.6931471805599453); }
  template <class T> static Partials<T, 1> partials(T x, T) { return {tanh(x)}; }
};

int main() {
  Graph g;
  const Expr x = g.parameter("x", 0.75);
  const Expr L = named("L", apply<LogCosh>(x));
  Gradient d = gradient(L);
  Gradient second = gradient(d.of(x));
  fmt::print("dL/dx = {}, d2L/dx2 = {}\n", d.of(x), second.of(x));

  Sweep sweep(g);
  sweep.forward();
  for (const GradientCheck& check : check_gradients(sweep, L, std::vector{x}))
    if (check.verdict == Verdict::fails) return 1;
  sweep.forward();
  const double t = std::tanh(0.75);
  const bool is_right = std::abs(sweep.value(L) - std::log(std::cosh(0.75))) < 1e-15 &&
                        std::abs(sweep.value(d.of(x)) - t) < 1e-15 &&
                        std::abs(sweep.value(second.of(x)) - (1 - t * t)) < 1e-15;
  return is_right ? 0 : 1;
}
