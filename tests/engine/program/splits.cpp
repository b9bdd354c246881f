// Programs over parts of the data.
#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

using namespace chainrule;

namespace {

constexpr std::size_t kExamples = 300, kBlock = 32;

std::vector<double> column(double step) {
  std::vector<double> numbers(kExamples);
  for (std::size_t i = 0; i < kExamples; ++i) numbers[i] = 3 * std::sin(step * static_cast<double>(i + 1));
  return numbers;
}

/// The outputs of the examples from `first` on.
std::vector<double> results(const Program& program, std::size_t first, std::size_t count, std::size_t threads) {
  static const std::vector<double> x = column(0.7), y = column(1.3);
  Run run(program, {.examples = count, .threads = threads, .block_size = kBlock});
  run.bind("x", std::span(x).subspan(first, count));
  run.bind("y", std::span(y).subspan(first, count));
  run();
  std::vector<double> all;
  for (const char* name : {"L", "dx", "dy"}) all.insert(all.end(), run[name].begin(), run[name].end());
  return all;
}

}  // namespace

TEST_CASE("an example's results are the same bits in any part of the data that begins with a block") {
  Graph graph;
  const Expr x = graph.input("x"), y = graph.input("y"), w = graph.parameter("w", 0.3);
  const Expr L = log_loss_with_logit(x * w + tanh(y), sigmoid(y)) + softplus(x * y) * exp(-square(x));
  Gradient d = gradient(L, std::vector{x, y, w});
  const Program program = compile({{"L", L}, {"dx", d.of(x)}, {"dy", d.of(y)}});
  const std::vector<double> whole = results(program, 0, kExamples, 1);
  for (const std::size_t parts_of : {kBlock, 3 * kBlock, 7 * kBlock})
    for (const std::size_t threads : {1, 2, 3})
      for (std::size_t first = 0; first < kExamples; first += parts_of) {
        const std::size_t count = std::min(parts_of, kExamples - first);
        const std::vector<double> part = results(program, first, count, threads);
        for (std::size_t output = 0; output < 3; ++output)
          CHECK(std::memcmp(&part[output * count], &whole[output * kExamples + first], count * sizeof(double)) == 0);
      }
}
