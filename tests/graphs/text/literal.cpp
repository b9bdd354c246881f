#include <chainrule/graphs/text/literal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace chainrule;

namespace {

Literal read(std::string_view text) { return read_literal(text, "f"); }

std::string complaint(std::string_view text) {
  try {
    read(text);
  } catch (const InputError& error) {
    return position_text(*error.position()) + ": " + error.message().substr(0, error.message().find('\n'));
  }
  return "none";
}

std::string again(std::string_view text) {
  const Literal literal = read(text);
  return written_literal(literal.shape, literal.values);
}

}  // namespace

TEST_CASE("a value is a number or nested lists of numbers") {
  CHECK(read("-0.5").shape == Shape());
  CHECK(read("-0.5").values == std::vector<double>{-0.5});
  CHECK(std::isnan(read("nan").values[0]));
  CHECK(read("-inf").values[0] == -INFINITY);
  CHECK(std::signbit(read("-0").values[0]));
  CHECK(read("[[1,2,3],\n [4,5,6]]").shape == Shape{2, 3});
  CHECK(read("[[1,2,3],[4,5,6]]").values == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(read("[[[[[[[[7]]]]]]]]").shape == Shape{1, 1, 1, 1, 1, 1, 1, 1});
}

TEST_CASE("empty lists say the shape up to an axis of length 0") {
  CHECK(read("[]").shape == Shape{0});
  CHECK(read("[[],[]]").shape == Shape{2, 0});
  CHECK(read("[]").fits(Shape{0, 3}));
  CHECK_FALSE(read("[]").fits(Shape{1, 3}));
  CHECK_FALSE(read("[1]").fits(Shape()));
}

TEST_CASE("lists that are no tensor are refused at the place") {
  CHECK(complaint("[[1,2],[3]]") == "f:1:10: lists of different lengths: 2 and 1");
  CHECK(complaint("[[1],2]") == "f:1:6: a number where a list was expected");
  CHECK(complaint("[1,[2]]") == "f:1:4: a list where a number was expected");
  CHECK(complaint("[[],[1]]") == "f:1:7: lists of different lengths: 0 and 1");
  CHECK(complaint("[[1],[]]") == "f:1:7: lists of different lengths: 1 and 0");
  CHECK(complaint("[[[1]],[]]") == "f:1:9: an empty list where a list of numbers was expected");
  CHECK(complaint("[[[[[[[[[1]]]]]]]]]") == "f:1:9: a tensor has at most 8 axes");
  CHECK(complaint("[1,]") == "f:1:4: expected a number, found \"]\"");
  CHECK(complaint("[1") == "f:1:3: expected \",\" or \"]\", found the end of the text");
  CHECK(complaint("1 2") == "f:1:3: expected the end of the value, found \"2\"");
  CHECK(complaint("") == "f:1:1: expected a number, found the end of the text");
  CHECK(complaint(std::string(1000000, '[')) == "f:1:9: a tensor has at most 8 axes");
}

TEST_CASE("values are written as they are read") {
  for (const char* text : {"0.1", "-0", "nan", "-inf", "1e-07", "[1, 2]", "[[1], [nan]]", "[[], []]", "[]",
                           "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]"})
    CHECK(again(text) == text);
  CHECK(written_literal(Shape{0, 3}, {}) == "[]");
}
