#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/ops/functions.hpp>
#include <chainrule/ops/list.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace chainrule;

namespace {

std::string javascript(const Expr& x) { return formula(x, Dialect::javascript); }

}  // namespace

TEST_CASE("JavaScript has its own operators for arithmetic, and functions of f for everything else") {
  Graph g;
  const Expr x = g.input("x"), y = g.input("y");
  CHECK(javascript(x + y * 2 - x / y) == "x + y * 2 - x / y");
  CHECK(javascript(x - (y - x)) == "x - (y - x)");
  CHECK(javascript(x * (y + 1)) == "x * (y + 1)");
  CHECK(javascript(-(x * y)) == "-(x * y)");
  CHECK(javascript(exp(x) * pow(x, y)) == "f.exp(x) * f.pow(x, y)");
  CHECK(javascript(where(x < y, x, y)) == "f.where(f.less(x, y), x, y)");
  CHECK(javascript(mul0(x, log(y))) == "f.mul0(x, f.log(y))");
  CHECK(javascript(xdivy(x, y) / y) == "f.xdivy(x, y) / y");
}

TEST_CASE("numbers in JavaScript read back to the same bits, the non-finite ones too") {
  Graph g;
  const Expr x = g.input("x");
  CHECK(javascript(x + 0.1) == "x + 0.1");
  CHECK(javascript(x - 1e-300) == "x - 1e-300");
  CHECK(javascript(x * INFINITY) == "x * Infinity");
  CHECK(javascript(x * -2) == "x * (-2)");
  CHECK(javascript(x + NAN) == "x + NaN");
}

TEST_CASE("an op's rule is written out as it is computed, not as a book prints it") {
  const OpFormulas sigmoid = op_javascript(info<Sigmoid>);
  CHECK(sigmoid.value.find("f.exp(-f.abs(x0))") != std::string::npos);
  CHECK(op_javascript(info<Softplus>).value == "(x0) => f.max(x0, 0) + f.log1p(f.exp(-f.abs(x0)))");
  REQUIRE(sigmoid.partials.size() == 1);
  CHECK(sigmoid.partials[0] == "(x0, v) => f.sigmoid_slope(x0)");
  const OpFormulas loss = op_javascript(info<LogLoss>);
  CHECK(loss.partials[0].find("f.xdivy") != std::string::npos);
  CHECK(loss.partials[1] == "(x0, x1, v) => f.log1p(-x0) - f.log(x0)");
}

TEST_CASE("a primitive has partials and no value of its own, a structural op has neither") {
  CHECK(op_javascript(info<Exp>).value.empty());
  CHECK(op_javascript(info<Exp>).partials[0] == "(x0, v) => v");
  CHECK(op_javascript(info<Add>).value == "(x0, x1) => x0 + x1");
  CHECK(op_javascript(info<Matmul>).value.empty());
  CHECK(op_javascript(info<Matmul>).partials.empty());
  CHECK(op_javascript(info<MeanOverExamples>).value == "(x0, m) => x0 / m");
}

TEST_CASE("an op that takes several scalars one after another is written out for so many") {
  const OpFormulas least = op_javascript_of_several(info<Amin>, 3);
  CHECK(least.value == "(x0, x1, x2) => f.min(f.min(x0, x1), x2)");
  REQUIRE(least.partials.size() == 3);
  CHECK(least.partials[1].starts_with("(x0, x1, x2, v) => "));
  CHECK(least.partials[1].find("f.equal(x1, v) / (") != std::string::npos);
  CHECK(op_javascript_of_several(info<Matmul>, 2).value.empty());
  CHECK(op_javascript_of_several(info<Amin>, 1).value.empty());
}
