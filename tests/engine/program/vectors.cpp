#include "../../support/bits.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

namespace chainrule {
namespace {

using List = std::vector<double>;

/// A cell of gates over rows of a table, cut out at offsets that no vector begins at, a sum of eight terms and numbers
/// that are repeated; the outputs are rows and the gradient of their sum.
struct Cells {
  explicit Cells(std::int64_t width, Role role) {
    const Shape shape{4, width};
    x = role == Role::input ? graph.input("x", shape) : graph.parameter("x", shape);
    s = graph.parameter("s", 0.75);
    const auto row = [&](std::int64_t i) { return slice(x, 0, i, i + 1); };
    const Expr a = row(0), b = row(1), c = row(2), d = row(3);
    const Expr f = sigmoid(a * b + c), g = tanh(b * f + a), k = a * b + f * g + c * d;
    const Expr long_sum = a * b + c + b * c + d + c * d + a + f * g + b;
    const Expr h = f * tanh(k) + s * a;
    const Expr total = sum(h) + sum(long_sum) + sum(exp(g - s));
    Gradient d_of = gradient(total, std::span(&x, 1));
    outputs = {{"f", f}, {"g", g}, {"k", k}, {"long", long_sum}, {"h", h}, {"dx", d_of.of(x)}};
    for (std::int64_t i = 0; i < 4 * width; ++i) numbers.push_back(std::sin(static_cast<double>(i * i)));
  }

  Graph graph;
  Expr x = 0, s = 0;
  std::vector<Output> outputs;
  List numbers;
};

TEST_CASE("rows of any width, of one example, have in a program the bits of a sweep") {
  for (std::int64_t width = 1; width <= 35; ++width) {
    Cells cells(width, Role::parameter);
    Sweep sweep(cells.graph);
    sweep.set(cells.x, cells.numbers);
    sweep.forward();
    const Program program = compile(cells.outputs);
    Run run(program);
    run.set("x", cells.numbers);
    run();
    for (const Output& output : cells.outputs)
      CHECK_MESSAGE(testing::same_bits(run[output.name], sweep.values(output.node)),
                    output.name << " of width " << width);
  }
}

TEST_CASE("rows of any width, over examples, have in a program the bits of a sweep") {
  constexpr std::size_t kExamples = 37;
  for (const std::int64_t width : {1, 3, 14}) {
    Cells cells(width, Role::input);
    List numbers;
    for (std::size_t example = 0; example < kExamples; ++example)
      for (const double number : cells.numbers) numbers.push_back(number + 0.125 * static_cast<double>(example));
    Sweep sweep(cells.graph, kExamples);
    sweep.bind(cells.x, numbers);
    sweep.forward();
    const Program program = compile(cells.outputs);
    Run run(program, {.examples = kExamples, .block_size = 16});
    run.bind("x", numbers);
    run();
    for (const Output& output : cells.outputs)
      CHECK_MESSAGE(testing::same_bits(run[output.name], sweep.values(output.node)),
                    output.name << " of width " << width);
  }
}

TEST_CASE("rows of floats come near those of doubles") {
  for (const std::int64_t width : {1, 14, 17}) {
    Cells cells(width, Role::parameter);
    const Program doubles = compile(cells.outputs), floats = compile(cells.outputs, {.precision = Precision::float32});
    Run exact(doubles), run(floats);
    for (Run* each : {&exact, &run}) {
      each->set("x", cells.numbers);
      each->set("s", 0.5);
      (*each)();
    }
    for (std::size_t output = 0; output < cells.outputs.size(); ++output)
      for (std::size_t i = 0; i < exact.values(output).size(); ++i)
        CHECK(run.values(output)[i] == doctest::Approx(exact.values(output)[i]).epsilon(1e-4));
  }
}

TEST_CASE("of one example, what is set takes the place of what was bound, and the other way round") {
  Graph graph;
  const Expr x = graph.input("x");
  const Program program = compile({{"y", x * 2}});
  Run run(program);
  CHECK_THROWS_AS(run(), GraphError);
  List data{3};
  run.bind("x", data);
  run();
  CHECK(run.value("y") == 6);
  data[0] = 4;
  run();
  CHECK(run.value("y") == 8);
  for (const double number : {5, 7}) {
    run.set("x", number);
    CHECK_THROWS_AS(run.value("y"), StaleValue);
    run();
    CHECK(run.value("y") == 2 * number);
  }
  run.bind("x", data);
  CHECK_THROWS_AS(run.value("y"), StaleValue);
  run();
  CHECK(run.value("y") == 8);
}

TEST_CASE("a float program's results are those of its last run") {
  Graph graph;
  const Expr p = graph.parameter("p", 1);
  const Program program = compile({{"y", p * 2}}, {.precision = Precision::float32});
  Run run(program);
  for (const double number : {3, 4}) {
    run.set("p", number);
    CHECK_THROWS_AS(run.value("y"), StaleValue);
    run();
    CHECK(run.value("y") == 2 * number);
    CHECK(run.value("y") == 2 * number);
  }
}

}  // namespace
}  // namespace chainrule
