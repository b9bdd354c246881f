#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>

namespace chainrule {
namespace {

std::string display(const Expr& x) { return formula(x); }
std::string code(const Expr& x) { return formula(x, Dialect::code); }
std::string latex(const Expr& x) { return formula(x, Dialect::latex); }

/// The lecture's graph, and a few names more.
struct Fixture {
  Graph graph;
  Expr x1 = graph.input("x1"), x2 = graph.input("x2"), y = graph.input("y");
  Expr w1 = graph.parameter("w1"), w2 = graph.parameter("w2"), b = graph.parameter("b");
  Expr z = named("z", w1* x1 + w2 * x2 + b);
  Expr a = named("a", sigmoid(z));
  Expr L = named("L", log_loss(a, y));
  Expr u = graph.parameter("u"), v = graph.parameter("v"), c = graph.parameter("c");

  std::string partial(const Expr& node, std::size_t operand, Dialect dialect = Dialect::display) const {
    return partial_formula(graph, node.id(), operand, Labels(graph), dialect);
  }
};

TEST_CASE_FIXTURE(Fixture, "a node prints as its definition down to named nodes") {
  CHECK(display(z) == "w1*x1 + w2*x2 + b");
  CHECK(display(a) == "σ(z)");
  CHECK(display(L) == "L(a, y)");
  CHECK(display(x1) == "x1");
  CHECK(formula(a, Dialect::display, {.use_own_name = true}) == "a");
  CHECK(formula(z, Dialect::display, {.inline_unnamed = false}) == "t3 + b");
}

TEST_CASE_FIXTURE(Fixture, "an expression is printed by fmt, a plain number as its shortest text") {
  CHECK(fmt::format("dz = {}", a - y) == "dz = a - y");
  CHECK(fmt::format("{:>7}", a - y) == "  a - y");
  CHECK(fmt::format("{} {}", Expr(0.1), Expr(-2)) == "0.1 -2");
  CHECK(fmt::format("{}", named("half", graph.constant(0.5))) == "0.5");
}

TEST_CASE_FIXTURE(Fixture, "people read products and signs with few parentheses") {
  CHECK(display(a * (1 - a)) == "a(1 - a)");
  CHECK(display(sigmoid(z) * (1 - a)) == "a(1 - a)");
  CHECK(display(2 * (a - y)) == "2(a - y)");
  CHECK(display((1 - a) * (1 - y)) == "(1 - a)(1 - y)");
  CHECK(display((u * a) * (1 - a)) == "u*a*(1 - a)");
  CHECK(display(u * (a * (1 - a))) == "u*a(1 - a)");
  CHECK(display(-(y / a) + (1 - y) / (1 - a)) == "-y/a + (1 - y)/(1 - a)");
  CHECK(display((-y) / a) == "-y/a");
  CHECK(display(u - (v - c)) == "u - (v - c)");
  CHECK(display(u + (v - c)) == "u + v - c");
  CHECK(display(u / (v * c)) == "u/(v*c)");
  CHECK(display(u * (v / c)) == "u*v/c");
  CHECK(display(-(u + v)) == "-(u + v)");
  CHECK(display(u + -v) == "u + (-v)");
  CHECK(display(u + (-v) * c) == "u + (-v)*c");
  CHECK(display(u * -2) == "u(-2)");
  CHECK(display(Expr(-2) * u) == "-2*u");
  CHECK(display(-(-u)) == "-(-u)");
}

TEST_CASE_FIXTURE(Fixture, "squares, guarded products and choices read as in a book") {
  CHECK(display(square(u)) == "u^2");
  CHECK(display(-square(u)) == "-u^2");
  CHECK(display(square(-u)) == "(-u)^2");
  CHECK(display(square(square(u))) == "(u^2)^2");
  CHECK(display(square(log(u) + v)) == "(log(u) + v)^2");
  CHECK(display(mul0(u, v)) == "u*v");
  CHECK(display(xdivy(u, v)) == "u/v");
  CHECK(display(where(u < v, u, v)) == "{u if u < v; v otherwise}");
  CHECK(display(where(u < v, u, where(v < c, v, c))) == "{u if u < v; v if v < c; c otherwise}");
  CHECK(display(1 - (u < v)) == "1 - (u < v)");
}

TEST_CASE_FIXTURE(Fixture, "code keeps the structure") {
  CHECK(code(z) == "w1*x1 + w2*x2 + b");
  CHECK(code(a) == "sigmoid(z)");
  CHECK(code(L) == "log_loss(a, y)");
  CHECK(code(a * (1 - a)) == "a*(1 - a)");
  CHECK(code(-(y / a)) == "-(y/a)");
  CHECK(code((-y) / a) == "-y/a");
  CHECK(code(u + (v + c)) == "u + (v + c)");
  CHECK(code(u * (v * c)) == "u*(v*c)");
  CHECK(code((u * v) * c) == "u*v*c");
  CHECK(code(u - (v + c)) == "u - (v + c)");
  CHECK(code(u * (v < c)) == "u*(v < c)");
  CHECK(code((u < v) < c) == "(u < v) < c");
  CHECK(code(square(u)) == "square(u)");
  CHECK(code(mul0(u, v)) == "mul0(u, v)");
  CHECK(code(xdivy(u, v)) == "xdivy(u, v)");
  CHECK(code(where(u < v, u, where(v < c, v, c))) == "where(u < v, u, where(v < c, v, c))");
}

TEST_CASE_FIXTURE(Fixture, "a number keeps its sign apart from a negation, and its bits") {
  CHECK(code(u * -2) == "u*(-2)");
  CHECK(code(Expr(-2) * u) == "-2*u");
  CHECK(code(-graph.constant(2)) == "-(2)");
  CHECK(code(-graph.constant(-2)) == "-(-2)");
  CHECK(code(u + graph.constant(-0.0)) == "u + (-0)");
  CHECK(code(u + 1e-7) == "u + 1e-07");
  CHECK(code(u + std::numeric_limits<double>::infinity()) == "u + inf");
  CHECK(code(u + std::nan("")) == "u + nan");
  CHECK(code(u * (0.1 + v)) == "u*(0.1 + v)");
}

TEST_CASE("code writes names that are no words as string literals, and attributes by name") {
  Graph graph;
  const Expr odd = graph.input("a \"b\"\n"), nan = graph.input("nan"), greek = graph.input("α");
  CHECK(code(odd + nan) == "\"a \\\"b\\\"\\n\" + \"nan\"");
  CHECK(code(greek + 1) == "α + 1");
  CHECK(display(odd + 1).find('\n') == std::string::npos);
  const Expr x = graph.input("x", Shape{3});
  CHECK(code(broadcast_to(x, Shape{2, 3})) == "broadcast_to(x, shape=[2, 3])");
  const std::array<double, 4> numbers{1, 2, 3, -4};
  CHECK(code(graph.constant({2, 2}, numbers) + 1) == "[[1, 2], [3, -4]] + 1");
}

TEST_CASE_FIXTURE(Fixture, "LaTeX follows the patterns of the ops") {
  CHECK(latex(z) == "w_{1} x_{1} + w_{2} x_{2} + b");
  CHECK(latex(a) == "\\sigma(z)");
  CHECK(latex(-(y / a) + (1 - y) / (1 - a)) == "-\\frac{y}{a} + \\frac{1 - y}{1 - a}");
  CHECK(latex(square(u + v)) == "(u + v)^2");
  CHECK(latex(square(u / v)) == "\\left(\\frac{u}{v}\\right)^2");
  CHECK(latex(exp(-u)) == "e^{-u}");
  CHECK(latex(square(exp(u))) == "(e^{u})^2");
  CHECK(latex(log(u)) == "\\log u");
  CHECK(latex(log(u * v)) == "\\log (u v)");
  CHECK(latex(log(-u)) == "\\log (-u)");
  CHECK(latex(abs(u - v)) == "\\left| u - v \\right|");
  CHECK(latex(where(u < v, u, v)) == "\\begin{cases} u & \\text{if } u < v \\\\ v & \\text{otherwise} \\end{cases}");
}

TEST_CASE_FIXTURE(Fixture, "LaTeX puts a dot between factors that would run together") {
  CHECK(latex(2 * u) == "2 u");
  CHECK(latex(u * 2) == "u \\cdot 2");
  CHECK(latex(log(u) * v) == "\\log u \\cdot v");
  CHECK(latex(v * log(u)) == "v \\log u");
  CHECK(latex(2 * (u / v)) == "2 \\cdot \\frac{u}{v}");
  CHECK(latex(1e-7 * u) == "10^{-7} u");
  CHECK(latex(1.5e-7 * u) == "1.5 \\cdot 10^{-7} u");
}

TEST_CASE("LaTeX names have subscripts and Greek letters") {
  const auto name = [](std::string_view text) { return name_formula(text, Dialect::latex); };
  CHECK(name("w1") == "w_{1}");
  CHECK(name("w_12") == "w_{12}");
  CHECK(name("x_max") == "x_{\\mathrm{max}}");
  CHECK(name("alpha") == "\\alpha");
  CHECK(name("sigma2") == "\\sigma_{2}");
  CHECK(name("α") == "\\alpha");
  CHECK(name("dz") == "dz");
  CHECK(name("dw1") == "dw_{1}");
  CHECK(name("loss") == "\\mathrm{loss}");
  CHECK(name("вага") == "\\text{вага}");
  CHECK(name("50% $") == "\\text{50\\% \\$}");
}

TEST_CASE_FIXTURE(Fixture, "an unnamed node that is used twice stands by its label") {
  const Expr t = u + v;
  CHECK(formula(graph, (t * t).id(), Labels(graph), Dialect::display) == "t4*t4");
  CHECK(formula(t * t, Dialect::display, {.repeat_up_to = 3}) == "(u + v)(u + v)");
  CHECK(fmt::format("{}", t * exp(t)) == "(u + v)*exp(u + v)");
}

TEST_CASE_FIXTURE(Fixture, "a long formula ends with an ellipsis, counted in characters") {
  CHECK(formula(z, Dialect::display, {.limit = 10}) == "w1*x1 + w…");
  CHECK(formula(a, Dialect::display, {.limit = 3}) == "σ(…");
  CHECK(formula(a, Dialect::display, {.limit = 4}) == "σ(z)");
  CHECK(formula(a, Dialect::display, {.limit = 1}) == "…");
}

TEST_CASE("formulas of 2^60 paths and of a million nodes are no trouble") {
  Graph graph({.intern = false});
  Expr x = graph.parameter("x", 1);
  for (int i = 0; i < 60; ++i) x = x + x;
  CHECK(code(x) == "t59 + t59");
  Expr chain = graph.input("y");
  for (int i = 0; i < 1000000; ++i) chain = exp(chain);
  for (const Dialect dialect : {Dialect::display, Dialect::code, Dialect::latex})
    CHECK(formula(chain, dialect).size() > 4000000);
  CHECK(formula(chain, Dialect::display, {.limit = 20}) == "exp(exp(exp(exp(exp…");
  Expr sum = graph.parameter("w", 1);
  for (int i = 0; i < 1000000; ++i) sum = 1 - (sum + 1);
  CHECK(code(sum).size() > 8000000);
  CHECK(formula(sum, Dialect::display, {.limit = 20}).size() == 22);
}

TEST_CASE_FIXTURE(Fixture, "a partial is printed in the labels of the operands and of the node") {
  CHECK(partial(a, 0) == "a(1 - a)");
  CHECK(partial(L, 0) == "-y/a + (1 - y)/(1 - a)");
  CHECK(partial(L, 1) == "log((1 - a)/a)");
  CHECK(partial(w1 * x1, 0) == "x1");
  CHECK(partial(w1 * x1, 1) == "w1");
  CHECK(partial(z, 1) == "1");
  CHECK(partial(u * u, 0) == "u");
  CHECK(partial(u * -2, 0) == "-2");
  CHECK(partial(graph.parameter("odd name") * u, 1) == "\"odd name\"");
  CHECK(partial(a, 0, Dialect::code) == "a*(1 - a)");
  CHECK(partial(L, 0, Dialect::latex) == "-\\frac{y}{a} + \\frac{1 - y}{1 - a}");
  CHECK(partial(mean_over_examples(L), 0) == "1/m");
  CHECK(partial(sum_over_examples(L), 0) == "1");
  CHECK(partial_formula(graph, L.id(), 0, Labels(graph), Dialect::display, Form::computed) == "(1 - y)/(1 - a) - y/a");
  CHECK_THROWS_AS(partial(a, 1), GraphError);
  CHECK_THROWS_AS(partial(u, 0), GraphError);
}

TEST_CASE("a node that is called m does not pass for the number of examples") {
  Graph graph;
  const Expr J = named("J", mean_over_examples(graph.input("m") * graph.parameter("w")));
  CHECK(partial_formula(graph, J.id(), 0, Labels(graph), Dialect::display) == "1/examples");
  CHECK(display(graph.examples() * graph.at("w")) == "examples*w");
}

TEST_CASE("of a structural op the whole contribution is printed, in terms of the cotangent") {
  Graph graph;
  const Expr x = graph.parameter("x", Shape{3});
  const Expr y = named("y", broadcast_to(x, Shape{2, 3}));
  CHECK(partial_formula(graph, y.id(), 0, Labels(graph), Dialect::display) == "sum_to(dy, shape=[3])");
}

TEST_CASE("an op's formulas come from its definition") {
  const OpFormulas logistic = op_formulas(standard_info<Sigmoid>(), Dialect::display);
  CHECK(logistic.value == "a = 1/(1 + exp(-z))");
  CHECK(logistic.partials == std::vector<std::string>{"da/dz = a(1 - a)"});
  const OpFormulas loss = op_formulas(standard_info<LogLoss>(), Dialect::display);
  CHECK(loss.value == "L = -(y*log(a) + (1 - y)*log(1 - a))");
  CHECK(loss.partials == std::vector<std::string>{"dL/da = -y/a + (1 - y)/(1 - a)", "dL/dy = log((1 - a)/a)"});
  const OpFormulas mean = op_formulas(standard_info<MeanOverExamples>(), Dialect::latex);
  CHECK(mean.value == "J = \\frac{1}{m} \\sum_{i=1}^{m} s");
  CHECK(mean.partials == std::vector<std::string>{"\\frac{dJ}{ds} = \\frac{1}{m}"});
  CHECK(op_formulas(standard_info<BroadcastTo>(), Dialect::code).value == "v = broadcast_to(x, shape=...)");
}

TEST_CASE("every op has a formula in every dialect, on one line") {
  for (const OpInfo* op : kStandardOps)
    for (const Dialect dialect : {Dialect::display, Dialect::code, Dialect::latex})
      for (const Form form : {Form::textbook, Form::computed}) {
        const OpFormulas formulas = op_formulas(*op, dialect, form);
        CAPTURE(op->name);
        CHECK(formulas.value.size() > std::string_view("v = ").size());
        CHECK(formulas.value.find('\n') == std::string::npos);
        CHECK(formulas.partials.size() == op->args.size());
      }
}

}  // namespace
}  // namespace chainrule
