// How instructions of each kind are listed.
#include <chainrule/engine/program/program.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <string>

namespace chainrule {
namespace {

std::string listing(const Expr& output, std::size_t examples = 1) {
  return compile({{"L", output}}).describe(examples);
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("a listing numbers the instructions, with their places, formulas and work") {
  Graph g;
  const Expr w = g.parameter("w"), v = g.parameter("v");
  CHECK(listing(exp(w / v)) ==
        "once:\n"
        "    1  value              t1@shared+384 := w/v\n"
        "    2  value              t2@shared+512 := exp(t1)\n"
        "shared memory: 640 bytes\n"
        "estimated per run: 2 operations, 40 bytes read and written\n");
}

TEST_CASE("a sum of products is listed with its terms") {
  Graph g;
  const Expr a = g.parameter("a"), b = g.parameter("b"), c = g.parameter("c");
  CHECK(has(listing(a * b + c), "sum of products    t2@shared+384 := a*b + c\n"));
}

TEST_CASE("an alias costs nothing") {
  Graph g;
  const std::string text = listing(reshape(g.parameter("w", Shape{2, 3}), Shape{6}));
  CHECK(has(text, "  1  alias "));
  CHECK(has(text, "estimated per run: 0 operations, 0 bytes"));
}

TEST_CASE("a product of matrices counts two operations for each term") {
  Graph g;
  const std::string text = listing(matmul(g.parameter("a", Shape{2, 3}), g.parameter("b", Shape{3, 4})));
  CHECK(has(text, "matrix product "));
  CHECK(has(text, ":= a @ b\n"));
  CHECK(has(text, "estimated per run: 48 operations"));
}

TEST_CASE("sums over examples that go on together are listed together, and what they add to is no traffic") {
  Graph g;
  const Expr x = g.input("x"), y = g.input("y");
  const std::string text = listing(sum_over_examples(x * y) / sum_over_examples(x), 100);
  CHECK(has(text, "sums over examples "));
  CHECK(has(text, ":= sum_over_examples(x*y), sum_over_examples(x)\n"));
  CHECK(has(text, "estimated per example: 4 operations, 24 bytes"));
}

}  // namespace
}  // namespace chainrule
