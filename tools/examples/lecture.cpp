// The lecture by hand: its graph, one step of gradient descent, and what autodiff says about it.
#include <chainrule/chainrule.hpp>

#include <cmath>

using namespace chainrule;

int main() {
  Graph g;
  const Expr x1 = g.input("x1", 1), x2 = g.input("x2", 2), y = g.input("y", 1);
  const Expr w1 = g.parameter("w1", 0.5), w2 = g.parameter("w2", -0.25), b = g.parameter("b", 0.1);
  const Expr z = named("z", w1 * x1 + w2 * x2 + b);
  const Expr a = named("a", sigmoid(z));
  const Expr L = named("L", log_loss(a, y));
  fmt::print("L = {}\n", L);

  Sweep sweep(g);
  sweep.backward(L, std::vector{w1, w2, b, z, a});
  const double da = sweep.cotangent(a), slope = sweep.partial(a.id(), 0)[0], dz = sweep.cotangent(z);
  fmt::print("da = {}, da/dz = {}, dz = da * da/dz = {}\n", da, slope, dz);

  Gradient d = gradient(L);
  fmt::print("da = {}, dz = {}\n", d.of(a), simplify(d.of(z)));

  constexpr double kAlpha = 0.1;
  const double before = sweep.value(L);
  const double dw1 = sweep.cotangent(w1), dw2 = sweep.cotangent(w2), db = sweep.cotangent(b);  // all, then all updates
  const double w1_after = sweep.value(w1) - kAlpha * dw1, w2_after = sweep.value(w2) - kAlpha * dw2,
               b_after = sweep.value(b) - kAlpha * db;
  sweep.set(w1, w1_after);
  sweep.set(w2, w2_after);
  sweep.set(b, b_after);
  sweep.forward();
  fmt::print("L: {} -> {}\n", before, sweep.value(L));
  return std::abs(dz - (-0.47502081252106)) < 1e-14 && std::abs(sweep.value(L) - 0.5190569368385448) < 1e-14 ? 0 : 1;
}
