#include <chainrule/graphs/source/nearest_name.hpp>

#include <doctest/doctest.h>

using namespace chainrule;

TEST_CASE("the edit distance counts insertions, deletions, replacements and swaps") {
  CHECK(edit_distance("sigmoid", "sigmoid", 3) == 0);
  CHECK(edit_distance("sigmod", "sigmoid", 3) == 1);
  CHECK(edit_distance("sigmiod", "sigmoid", 3) == 1);
  CHECK(edit_distance("tan", "tanh", 3) == 1);
  CHECK(edit_distance("sin", "cos", 3) == 3);
  CHECK(edit_distance("", "abc", 3) == 3);
  CHECK(edit_distance("abcdef", "uvwxyz", 2) > 2);
}

TEST_CASE("the nearest of several names is suggested, if any is near") {
  NearestName nearest("lgo");
  for (const char* name : {"log1p", "log", "exp"}) nearest.consider(name);
  CHECK(nearest.hint() == "; did you mean log?");
  NearestName none("frob");
  for (const char* name : {"log1p", "log", "exp"}) none.consider(name);
  CHECK(none.hint().empty());
  NearestName letter("q");
  letter.consider("x");
  CHECK(letter.hint().empty());
}
