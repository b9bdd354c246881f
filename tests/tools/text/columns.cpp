#include <chainrule/tools/text/columns.hpp>
#include <doctest/doctest.h>

using namespace chainrule;

TEST_CASE("columns are characters, not bytes") {
  CHECK(columns("") == 0);
  CHECK(columns("σ(z)") == 4);
  CHECK(columns("передбачення") == 12);
}

TEST_CASE("a text is cut between characters") {
  CHECK(cut("abc", 3) == "abc");
  CHECK(cut("abcd", 3) == "ab…");
  CHECK(cut("σσσσ", 3) == "σσ…");
  CHECK(cut("", 3).empty());
}

TEST_CASE("what does not fit a line goes below") {
  CHECK(beside("left", "right", 8) == "left    right");
  CHECK(beside("left", "", 8) == "left");
  CHECK(beside(std::string(70, 'x'), "a longer remark", 8) == std::string(70, 'x') + "\n        a longer remark");
  CHECK(after("one", "two", 4) == "one  two");
  CHECK(after(std::string(78, 'x'), "two", 4) == std::string(78, 'x') + "\n    two");
  CHECK(after("first\n" + std::string(70, 'x'), "two", 4) == "first\n" + std::string(70, 'x') + "  two");
}

TEST_CASE("an equation has its parts in one line, or below its first sign") {
  CHECK(equation("z", {"x + 1", "2 + 1", "3"}) == "  z = x + 1 = 2 + 1 = 3\n");
  CHECK(equation("z", {"x", "2", "2"}, "(= y)") == "  z = x = 2   (= y)\n");
  CHECK(equation("w :=", {"w - 1", "3"}) == "  w := w - 1 = 3\n");
  const std::string formula(60, 'f');
  CHECK(equation("L", {formula, formula + "g", "1"}) == "  L = " + formula + "\n    = " + formula + "g = 1\n");
}

TEST_CASE("a text is folded at spaces, and what has none stays as it is") {
  const std::string words = "  one " + std::string(70, 'x') + " two three";
  CHECK(folded(words, 4) == "  one " + std::string(70, 'x') + " two\n    three");
  CHECK(folded("short", 4) == "short");
  CHECK(folded(std::string(100, 'x') + " y", 2) == std::string(100, 'x') + "\n  y");
  CHECK(folded(std::string(100, 'x'), 2) == std::string(100, 'x'));
}
