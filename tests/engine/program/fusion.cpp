// Fusion: what programs compute together, or leave out: with the bits of each step alone.
#include "../../support/bits.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <string>

namespace chainrule {
namespace {

using List = std::vector<double>;

constexpr std::size_t kExamples = 150;

List waves(std::size_t count, double size = 1) {
  List list(count);
  for (std::size_t i = 0; i < count; ++i) list[i] = size * std::sin(1.7 * static_cast<double>(i) + 0.3);
  return list;
}

/// Each output of a program of its own, over examples of x and waves as parameters.
List alone(const Output& output, const List& x) {
  const Program program = compile({output});
  Run run(program, {.examples = kExamples});
  for (const Program::Leaf& leaf : program.leaves()) {
    if (leaf.role == Role::input)
      run.bind(leaf.names[0], x);
    else
      run.set(leaf.names[0], waves(leaf.shape.size()));
  }
  run();
  const std::span<const double> values = run.values(0);
  return {values.begin(), values.end()};
}

/// Whether all outputs of one program have the bits of each alone.
void check_together(std::span<const Output> outputs, const List& x, std::string_view instruction, bool is_there) {
  const Program program = compile(outputs);
  const std::string description = program.describe(kExamples);
  CAPTURE(description);
  CHECK((description.find(instruction) != std::string::npos) == is_there);
  Run run(program, {.examples = kExamples});
  for (const Program::Leaf& leaf : program.leaves()) {
    if (leaf.role == Role::input)
      run.bind(leaf.names[0], x);
    else
      run.set(leaf.names[0], waves(leaf.shape.size()));
  }
  run();
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    CAPTURE(outputs[i].name);
    CHECK(testing::same_bits_or_nan(run.values(i), alone(outputs[i], x)));
  }
}

TEST_CASE("a logarithm of a sum of exponentials, or of a softmax, shares them with the softmax") {
  List numbers = waves(kExamples * 12, 30);
  numbers[0] = INFINITY, numbers[13] = -INFINITY, numbers[25] = NAN;
  for (std::size_t i = 36; i < 48; ++i) numbers[i] = -INFINITY;
  numbers[50] = numbers[51] = INFINITY;
  numbers[60] = numbers[61] = numbers[62] = 40;
  using Make = Expr (*)(const Expr& x);
  const auto both = [&](Make first, Make second, std::string_view instruction, bool is_there = true) {
    Graph g;
    const Expr x = g.input("x", Shape{3, 4});
    const Expr one = first(x), other = second(x);
    const Output outputs[] = {{"one", one}, {"other", other}};
    check_together(outputs, numbers, instruction, is_there);
  };
  const Make sum = [](const Expr&x) { return logsumexp(x, 1); }, sum_of_all = [](const Expr&x) { return logsumexp(x); };
  const Make share = [](const Expr& x) { return softmax(x, 1); };
  const Make slope = [](const Expr& x) { return logsumexp_slope(x, 1); };
  const Make slope_of_all = [](const Expr& x) { return logsumexp_slope(x, {0, 1}); };
  const Make log_share = [](const Expr& x) { return log_softmax(x, 1); };
  both(sum, slope, "logsumexp(x, axis=[1]), logsumexp_slope(x, axis=[1])");
  both(slope, sum, "logsumexp_slope(x, axis=[1]), logsumexp(x, axis=[1])");
  both(sum_of_all, slope_of_all, "logsumexp(x), logsumexp_slope(x, axis=[0, 1])");
  both(slope_of_all, sum_of_all, "logsumexp_slope(x, axis=[0, 1]), logsumexp(x)");
  both(log_share, share, "log_softmax(x, axis=[1]), softmax(x, axis=[1])");
  both(share, log_share, "softmax(x, axis=[1]), log_softmax(x, axis=[1])");
  both(sum_of_all, share, "), softmax", false);
}

TEST_CASE("a product with a shared matrix takes shared offsets along") {
  Graph g;
  const Expr x = g.input("x", Shape{2, 3}), W = g.parameter("W", Shape{3, 7}), b = g.parameter("b", Shape{7});
  const Expr product = matmul(x, W);
  for (const Expr& y : {product + b, b + product, product - b}) {
    const Program fused = compile({{"y", y}});
    CHECK(fused.describe(kExamples).find("matmul(x, W) ") != std::string::npos);
    const Output outputs[] = {{"product", product}, {"y", y}};  // where both are wanted, there are two steps
    check_together(outputs, waves(kExamples * 6), "matmul(x, W) ", false);
  }
  const Output reversed[] = {{"y", b - product}};
  check_together(reversed, waves(kExamples * 6), "matmul(x, W) ", false);
}

/// Σ (Q x)², where Q is lower triangular and its elements are packed into a vector.
struct Triangular {
  static constexpr std::int64_t kSize = 10;

  Triangular() {
    List places;
    double next = 0;
    for (std::int64_t row = 0; row < kSize; ++row)
      for (std::int64_t column = 0; column < kSize; ++column)
        places.push_back(column <= row ? next++ : kSize * (kSize + 1) / 2.0);
    const Expr zero = g.constant(Shape{1}, List{0});
    packed = g.parameter("packed", Shape{kSize * (kSize + 1) / 2});
    Q = gather(concat({packed, zero}, 0), g.constant(Shape{kSize, kSize}, places), 0);
    x = g.input("x", Shape{kSize});
    J = sum_over_examples(sum(square(matmul(x, transpose(Q)))));
  }

  Graph g;
  Expr x, packed, Q, J;
};

TEST_CASE("the elements of a matrix's gradient that nobody needs are not computed") {
  Triangular t;
  Gradient d = gradient(t.J);
  const Program program = compile({{"dpacked", d.of(t.packed)}});
  CHECK(program.describe(kExamples).find(")) (80 of 100 elements)") != std::string::npos);
  const List x = waves(kExamples * 10), packed = waves(55);
  Run run(program, {.examples = kExamples});
  run.bind("x", x);
  run.set("packed", packed);
  run();
  Sweep sweep(t.g, kExamples);
  sweep.bind(t.x, x);
  sweep.set(t.packed, packed);
  sweep.backward(t.J);
  for (std::size_t i = 0; i < 55; ++i) {
    CAPTURE(i);
    CHECK(run.values(0)[i] == doctest::Approx(sweep.cotangents(t.packed)[i]).epsilon(1e-12));
  }
}

TEST_CASE("zeros that are always there are left out of a product, unless an example is not finite") {
  Triangular t;
  const Expr y = matmul(t.x, transpose(t.Q)), whole = matmul(t.x, t.g.parameter("Q", Shape{10, 10}));
  const Program program = compile({{"y", y}}), reference = compile({{"whole", whole}});
  CHECK(program.describe(kExamples).find(" of 100 elements)") != std::string::npos);
  const List packed = waves(55);
  List transposed(100);
  for (std::size_t row = 0, next = 0; row < 10; ++row)
    for (std::size_t column = 0; column <= row; ++column) transposed[column * 10 + row] = packed[next++];
  for (const double number : {1.0, 0.0, 1e308, double{INFINITY}, double{NAN}}) {
    CAPTURE(number);
    List x = waves(kExamples * 10);
    x[7] = x[148 * 10 + 5] = number;
    x[140 * 10 + 2] = -number;
    Run run(program, {.examples = kExamples}), whole_run(reference, {.examples = kExamples});
    run.bind("x", x);
    whole_run.bind("x", x);
    run.set("packed", packed);
    whole_run.set("Q", transposed);
    run();
    whole_run();
    CHECK(testing::same_bits_or_nan(run.values(0), whole_run.values(0)));
  }
}

TEST_CASE("a matrix's gradient that is an output is computed as a whole") {
  Triangular t;
  Gradient d = gradient(t.J);
  const Expr dQ = d.of(t.Q), dpacked = d.of(t.packed);
  const Program program = compile({{"dpacked", dpacked}, {"dQ", dQ}});
  CHECK(program.describe(kExamples).find(")) (") == std::string::npos);
  const List whole = alone({"dQ", dQ}, waves(kExamples * 10)),
             part = alone({"dpacked", dpacked}, waves(kExamples * 10));
  std::size_t next = 0;
  for (std::size_t row = 0; row < 10; ++row)
    for (std::size_t column = 0; column <= row; ++column) {
      CAPTURE(row);
      CAPTURE(column);
      CHECK(part[next++] == doctest::Approx(whole[row * 10 + column]).epsilon(1e-12));
    }
}

}  // namespace
}  // namespace chainrule
