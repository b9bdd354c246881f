#include "../reading.hpp"

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/functions.hpp>

#include <algorithm>
#include <array>

using namespace chainrule;

namespace {

/// y's node: what the parser made of the expression.
struct Parsed {
  explicit Parsed(const std::string& expression) : graph("param x = 2, s = 3, t = 5\ny = " + expression) {}
  [[nodiscard]] NodeId y() const { return graph.at("y").id(); }
  [[nodiscard]] std::string_view op() const { return graph.op(y()).name; }
  TextGraph graph;
};

std::string message(const std::string& expression) {
  const std::string text = complaint<TextGraph>("param x = 2, s = 3, t = 5\ny = " + expression);
  return text.substr(0, text.find('\n'));
}

OpSet without_op(std::string_view name) {
  OpSet ops = standard_ops();
  const auto place = std::ranges::find(ops.ops, name, &OpInfo::name) - ops.ops.begin();
  ops.ops.erase(ops.ops.begin() + place);
  ops.lanes.erase(ops.lanes.begin() + place);
  ops.float_lanes.erase(ops.float_lanes.begin() + place);
  return ops;
}

/// v = 100·a + b
struct Join {
  static constexpr OpText<2> text{.name = "join", .args = {"a", "b"}};
  template <class T> static T value(T a, T b) { return T(100) * a + b; }
  template <class T> static Partials<T, 2> partials(T, T, T) { return {T(100), T(1)}; }
};

}  // namespace

TEST_CASE("products bind tighter than sums, sums tighter than comparisons") {
  CHECK(value_of("x + s*t") == 17);
  CHECK(value_of("(x + s)*t") == 25);
  CHECK(value_of("x - s - t") == -6);
  CHECK(value_of("x - (s - t)") == 4);
  CHECK(value_of("x/s/t") == 2.0 / 3 / 5);
  CHECK(value_of("x + s < t*x") == 1);
  CHECK(value_of("x + s == t") == 1);
}

TEST_CASE("powers bind tighter than a minus before them and group from the right") {
  CHECK(value_of("-x^2") == -4);
  CHECK(value_of("-3^2") == -9);
  CHECK(value_of("(-3)^2") == 9);
  CHECK(value_of("2^3^2") == 512);
  CHECK(value_of("2^-x") == 0.25);
  CHECK(value_of("2^-x^2") == 1.0 / 16);
  CHECK(value_of("2^-1*x") == 1);
  CHECK(value_of("s*-x") == -6);
  CHECK(value_of("s - -x") == 5);
  CHECK(value_of("--x") == 2);
}

TEST_CASE("a plus before an operand changes nothing") {
  CHECK(Parsed("+x").y() == Parsed("x").y());
  CHECK(value_of("+3") == 3);
  CHECK(value_of("s - +x") == 1);
  CHECK(value_of("-+x") == -2);
  CHECK(value_of("+x^2") == 4);
  CHECK(value_of("2^+x") == 4);
  CHECK(value_of("+(x + s)") == 5);
  CHECK(value_of("sum([+1, -2, 3])") == 2);
  CHECK(message("x +").starts_with("t.graph:2:8: expected"));
  CHECK(message("+").starts_with("t.graph:2:6: expected"));
}

TEST_CASE("a minus right before a number belongs to it") {
  CHECK(Parsed("-3").graph.role(Parsed("-3").y()) == Role::constant);
  CHECK(std::signbit(value_of("-0")));
  CHECK(Parsed("-(3)").op() == "negate");
  CHECK(Parsed("-3^x").op() == "negate");
  CHECK(Parsed("x*-3").op() == "multiply");
}

TEST_CASE("comparisons give 1 or 0 and do not chain") {
  CHECK(value_of("x < s") == 1);
  CHECK(value_of("x > s") == 0);
  CHECK(value_of("x <= x") == 1);
  CHECK(value_of("x <= 1") == 0);
  CHECK(value_of("x >= x") == 1);
  CHECK(value_of("x >= s") == 0);
  CHECK(value_of("(x < s) < t") == 1);
  CHECK(message("x < s < t") == "t.graph:2:11: comparisons do not chain: put one of them in parentheses");
}

TEST_CASE("nan and inf are numbers, also where a node has that name in quotes") {
  CHECK(value_of("-inf") == -INFINITY);
  CHECK(std::isnan(value_of("nan*x")));
  CHECK(value_of(TextGraph("param \"inf\" = 1\ny = \"inf\" + 1"), "y") == 2);
}

TEST_CASE("a list is a constant tensor") {
  const TextGraph graph("y = sum([[1,2],[3,4]] @ [1, -1])");
  CHECK(value_of(graph, "y") == -2);
}

TEST_CASE("min and max of more than two operands are amin and amax over them") {
  CHECK(value_of("min(s, t, x)") == 2);
  CHECK(value_of("max(s, t, x)") == 5);
  const TextGraph several("param x = 2, s = 3, t = 5\ny = max(s, t, x)\nz = amax(s, t, x)");
  CHECK(several.at("y").same_as(several.at("z")));
}

TEST_CASE("attributes are named and come last") {
  CHECK(TextGraph("param x[2,3]\ny = sum(x, axis=[0,1], keepdims=true)").at("y").shape() == Shape{1, 1});
  CHECK(TextGraph("param x[2,3]\ny = sum(x, axis=-1)").at("y").shape() == Shape{2});
  CHECK(TextGraph("param x[2,3]\ny = reshape(x, shape=[3,2])").at("y").shape() == Shape{3, 2});
  CHECK(message("sum(x, axes=1)") ==
        "t.graph:2:12: sum has no attribute axes; its attributes are given by name: axis= keepdims=");
  CHECK(message("sum(x, axis=1.5)") == "t.graph:2:17: 1.5 is not a whole number");
  CHECK(message("sum(x, axis=0, axis=0)") == "t.graph:2:20: the attribute axis is given twice");
  CHECK(message("sum(axis=0, x)") == "t.graph:2:17: the operands of sum stand before its attributes");
  CHECK(message("sum(x, keepdims=1)") == "t.graph:2:21: expected true or false, found \"1\"");
  CHECK(message("sum(x, 0)") ==
        "t.graph:2:5: sum takes 1 operand, not 2; its attributes are given by name: axis= keepdims=");
  CHECK(message("reshape(x)") == "t.graph:2:5: reshape needs the attribute shape");
}

TEST_CASE("examples is m, unless a node has that name") {
  CHECK(value_of("examples + 1") == 2);
  CHECK(value_of(TextGraph("param examples = 7\ny = examples + 1"), "y") == 8);
}

TEST_CASE("an op of the user's is called like any other") {
  const OpSet ops = standard_ops().with(std::array{&info<Join>});
  Graph graph({.ops = &ops});
  read_text(graph, "param a = 3\ny = join(a, 4) + join(a, a)", "t.graph");
  CHECK(value_of(graph, "y") == 607);
}

TEST_CASE("an operator that the language lacks is said with those that it has, or refused") {
  const OpSet no_less_equal = without_op("less_equal"), no_power = without_op("pow");
  Graph graph({.ops = &no_less_equal}), other({.ops = &no_power});
  read_text(graph, "param a = 3, b = 4\ny = a <= b\nz = b >= a", "t.graph");
  CHECK(graph.op(graph.at("y").id()).name == "add");
  CHECK(graph.at("z").same_as(graph.at("y")));
  CHECK(graph.op(graph.operands(graph.at("y").id())[0]).name == "less");
  CHECK_THROWS_WITH_AS(read_text(other, "param a = 3\ny = a^2", "t.graph"), doctest::Contains("there is no op \"^\""),
                       InputError);
}

TEST_CASE("an expression that is none is refused where it goes wrong") {
  CHECK(message("x +") == "t.graph:2:8: expected a number, a name or \"(\", found the end of the text");
  CHECK(message("x + * 2") == "t.graph:2:9: expected a number, a name or \"(\", found \"*\"");
  CHECK(message("(x") == "t.graph:2:7: expected \")\", found the end of the text");
  CHECK(message("(x, s)") == "t.graph:2:7: expected \")\", found \",\"");
  CHECK(message("exp(x") == "t.graph:2:10: expected \",\" or \")\", found the end of the text");
  CHECK(message("x)") == "t.graph:2:6: expected the end of the line, found \")\"");
  CHECK(message("x s") == "t.graph:2:7: expected the end of the line, found \"s\"");
  CHECK(message("*x") == "t.graph:2:5: expected a number, a name or \"(\", found \"*\"");
  CHECK(message("exp(x,)") == "t.graph:2:11: expected a number, a name or \"(\", found \")\"");
  CHECK(message("exp()") == "t.graph:2:5: exp takes 1 operand, not 0");
  CHECK(message("where(x, s)") == "t.graph:2:5: where takes 3 operands, not 2");
  CHECK(message("min(x)") == "t.graph:2:5: min takes at least 2 operands, not 1");
  CHECK(message("sigmod(x)") == "t.graph:2:5: there is no op \"sigmod\"; did you mean sigmoid?");
  CHECK(message("x + [1, 2] + [1, 2, 3]").starts_with("t.graph:2:16: add("));
}

TEST_CASE("nothing is nested too deeply") {
  constexpr std::size_t kDepth = 1000000;
  const auto repeated = [](std::string_view piece) {
    std::string text;
    for (std::size_t i = 0; i < kDepth; ++i) text += piece;
    return text;
  };
  CHECK(value_of(repeated("(") + "x" + repeated(")")) == 2);
  CHECK(value_of("x" + repeated(" + x")) == 2.0 * (kDepth + 1));
  CHECK(value_of(repeated("-") + "x") == 2);
  CHECK(value_of(repeated("abs(") + "x" + repeated(")")) == 2);
  CHECK(value_of("1" + repeated("^x")) == 1);
  CHECK(message(repeated("(") + "x").ends_with("expected \")\", found the end of the text"));
}
