#include <chainrule/engine/base/message.hpp>

#include <doctest/doctest.h>

using namespace chainrule;

TEST_CASE("a message is its pattern with the parts in order") {
  CHECK(message("nothing to fill in", {}) == "nothing to fill in");
  CHECK(message("axis {} of {}", {-1, std::string("[2, 3]")}) == "axis -1 of [2, 3]");
  CHECK(message("{}{}", {"{}", std::size_t{7}}) == "{}7");
}
