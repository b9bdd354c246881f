// The passes of the compiler by name.
#include "after.hpp"

#include <string>
#include <vector>

namespace chainrule {
namespace {

TEST_CASE("every pass can be named, and says in a sentence what it does") {
  Graph g;
  const Expr x = g.input("x"), w = g.parameter("w");
  const Program program = compile({{"L", sum_over_examples(exp(w * x))}});
  std::vector<std::string> names;
  for (const auto& [name, sentence] : compiler_passes()) {
    names.emplace_back(name);
    CHECK(sentence.ends_with("."));
    for (const std::size_t examples : {std::size_t{1}, kManyExamples}) {
      const std::string text = program.describe(name, examples);
      CHECK(text.ends_with("\n"));
      CHECK(text == program.describe(name, examples));
    }
  }
  CHECK(names == std::vector<std::string>{"canonical", "stages", "recognised-partials", "uses", "kept",
                                          "needed-elements", "selection", "joined-sums", "slots", "emit"});
}

TEST_CASE("a node has the same label after every pass, though some passes add nodes") {
  Graph g;
  const Expr x = g.input("x"), y = g.input("y"), w = g.parameter("w");
  const Expr plain = sum_over_examples(x), product = sum_over_examples(x * y * w), both = product / plain;
  const std::string nodes = after("canonical", both, kManyExamples);
  CHECK(has(nodes, "t1 := sum_over_examples(x)\n"));
  CHECK(has(after("selection", both, kManyExamples), "t1 := sum_over_examples(x)\n"));
  CHECK(has(compile({{"L", both}}).describe(kManyExamples), ":= sum_over_examples(x), "));
}

TEST_CASE("records of floats take half the memory of doubles") {
  Graph g;
  const Expr w = g.parameter("w", Shape{64});
  const Output output{"L", sum(exp(w))};
  const std::string doubles = compile({output}).describe("emit");
  const std::string floats = compile({output}, {.precision = Precision::float32}).describe("emit");
  CHECK(has(doubles, "to @shared+512 from @shared+0"));
  CHECK(has(floats, "to @shared+256 from @shared+0"));
}

TEST_CASE("a name that no pass has is an error that lists the names") {
  Graph g;
  const Program program = compile({{"L", exp(g.parameter("w"))}});
  CHECK_THROWS_WITH_AS(
      program.describe("munch"),
      "the compiler has no pass \"munch\"; its passes are canonical, stages, recognised-partials, uses, kept, "
      "needed-elements, selection, joined-sums, slots, emit",
      GraphError);
}

}  // namespace
}  // namespace chainrule
