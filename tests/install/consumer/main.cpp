// A user's program with everything that is installed; the test writes every_header.hpp.
#include "every_header.hpp"

#include <cmath>
#include <vector>

using namespace chainrule;

/// A large product by OpenBLAS and by our own kernels, and threads by oneTBB.
int main() {
  constexpr std::int64_t kSize = 300;
  constexpr auto kCount = static_cast<std::size_t>(kSize * kSize);
  Graph g;
  const Expr a = g.parameter("a", Shape{kSize, kSize}), b = g.parameter("b", Shape{kSize, kSize});
  const Program program = compile({{"c", matmul(a, b)}});
  std::vector<double> numbers(kCount);
  for (std::size_t i = 0; i < kCount; ++i) numbers[i] = std::sin(static_cast<double>(i));
  Run with(program, {.threads = 2, .team = tbb_team, .matrices = openblas()}), without(program);
  for (Run* const run : {&with, &without}) {
    run->set("a", numbers);
    run->set("b", numbers);
    (*run)();
  }
  for (std::size_t i = 0; i < kCount; ++i)
    if (!(std::abs(with["c"][i] - without["c"][i]) < 1e-10)) return 1;
  return 0;
}
