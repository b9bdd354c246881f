#include <chainrule/engine/op/op_set.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/engine/providers/openblas.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

using namespace chainrule;

namespace {

template <class Real> std::vector<Real> numbers(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Real> result(count);
  for (Real& number : result) number = static_cast<Real>(std::uniform_real_distribution<double>(-1, 1)(random));
  return result;
}

template <class Real> const program::ProgramKernels<Real>& kernels() {
  if constexpr (std::is_same_v<Real, double>)
    return standard_ops().kernels;
  else
    return standard_ops().float_kernels;
}

/// Factors stored either way, and a product of them written term by term.
template <class Real> struct Product {
  static constexpr std::size_t kRows = 261, kInner = 300, kColumns = 275;  // no multiples of any vector or panel
  std::vector<Real> a = numbers<Real>(kRows * kInner, 1), b = numbers<Real>(kInner * kColumns, 2);
  std::vector<Real> c = numbers<Real>(kRows * kColumns, 3), offsets = numbers<Real>(kRows, 4);
  program::MatrixCall<Real> product{.rows = kRows, .inner = kInner, .columns = kColumns};

  Product(bool a_transposed, bool b_transposed, bool adds, bool has_offsets) {
    product.a = a.data();
    product.b = b.data();
    product.c = c.data();
    product.a_transposed = a_transposed;
    product.b_transposed = b_transposed;
    product.a_step = a_transposed ? kRows : kInner;
    product.b_step = b_transposed ? kInner : kColumns;
    product.c_step = kColumns;
    product.adds = adds;
    if (has_offsets) product.row_offsets = offsets.data();
    product.subtracts_offsets = has_offsets;
  }

  double expected(std::size_t row, std::size_t column) const {
    double sum = product.adds ? static_cast<double>(numbers<Real>(kRows * kColumns, 3)[row * kColumns + column]) : 0;
    for (std::size_t k = 0; k < kInner; ++k)
      sum += static_cast<double>(a[product.a_transposed ? k * kRows + row : row * kInner + k]) *
             static_cast<double>(b[product.b_transposed ? column * kInner + k : k * kColumns + column]);
    return product.row_offsets == nullptr ? sum : sum - static_cast<double>(offsets[row]);
  }

  void check() const {
    const double tolerance = std::is_same_v<Real, double> ? 1e-12 : 1e-4;
    for (std::size_t row = 0; row < kRows; row += 13)
      for (const std::size_t column : {std::size_t{0}, std::size_t{77}, kColumns - 1})
        CHECK(std::abs(static_cast<double>(c[row * kColumns + column]) - expected(row, column)) < tolerance);
  }
};

template <class Real> void check_all_kinds() {
  for (const bool a_transposed : {false, true})
    for (const bool b_transposed : {false, true})
      for (const bool adds : {false, true}) {
        if (a_transposed && b_transposed) continue;  // programs have no such product
        CAPTURE(a_transposed);
        CAPTURE(b_transposed);
        CAPTURE(adds);
        const bool has_offsets = !adds && !b_transposed;
        Product<Real> ours(a_transposed, b_transposed, adds, has_offsets);
        REQUIRE(program::is_large(ours.product));
        kernels<Real>().multiply(ours.product);
        ours.check();
        Product<Real> theirs(a_transposed, b_transposed, adds, has_offsets);
        REQUIRE(openblas().of<Real>()(theirs.product));
        theirs.check();
      }
}

}  // namespace

TEST_CASE("our own kernels and OpenBLAS form large products of every kind, in both precisions") {
  check_all_kinds<double>();
  check_all_kinds<float>();
}

TEST_CASE("a run asks whom it was handed for large products, and does itself what is declined") {
  Graph g;
  const Expr a = g.parameter("a", Shape{256, 256}), b = g.parameter("b", Shape{256, 256});
  const Program program = compile({{"c", matmul(a, b)}});
  const std::vector<double> values = numbers<double>(std::size_t{256} * 256, 5);
  const auto product_by = [&](const Matrices& matrices) {
    Run run(program, {.matrices = matrices});
    run.set("a", values);
    run.set("b", values);
    run();
    return std::vector<double>(run["c"].begin(), run["c"].end());
  };
  const std::vector<double> own = product_by({});
  const auto decline = [](const program::MatrixCall<double>&) { return false; };
  CHECK(product_by({.of_doubles = decline}) == own);
  const auto write_seven = [](const program::MatrixCall<double>& product) {
    product.c[0] = 7;
    return true;
  };
  CHECK(product_by({.of_doubles = write_seven})[0] == 7);
  const std::vector<double> by_blas = product_by(openblas());
  for (std::size_t i = 0; i < own.size(); i += 1001) CHECK(std::abs(own[i] - by_blas[i]) < 1e-12);
}

TEST_CASE("a large product of our own has the bits of its rows computed a few at a time") {
  Product<double> whole(false, false, false, false), parts(false, false, false, false);
  kernels<double>().multiply(whole.product);
  for (std::size_t row = 0; row < Product<double>::kRows; row += 20) {
    program::MatrixCall<double> few = parts.product;
    few.rows = std::min<std::size_t>(20, Product<double>::kRows - row);
    few.a += row * few.a_step;
    few.c += row * few.c_step;
    kernels<double>().multiply(few);
  }
  CHECK(whole.c == parts.c);
}
