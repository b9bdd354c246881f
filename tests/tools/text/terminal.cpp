#include <chainrule/tools/text/terminal.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace chainrule;

TEST_CASE("control characters and broken bytes never reach a terminal") {
  CHECK(terminal_text("\x1b[31mred") == "\\x1b[31mred");
  CHECK(terminal_text("a\ab\rc\x7f") == "a\\x07b\\x0dc\\x7f");
  CHECK(terminal_text("\xC2\x9B"
                      "2J") == "\\xc2\\x9b2J");
  CHECK(terminal_text("\x9B"
                      "2J\xC2") == "\\x9b2J\\xc2");
  CHECK(terminal_text(std::string("a\0b", 3)) == "a\\x00b");
}

TEST_CASE("lines, tabs and letters of any alphabet are shown as they are") {
  for (const std::string text : {"", "a\tb\nc", "σ(z) = ½ — ділення", "\xC2\xA0", "日本 😀"})
    CHECK(terminal_text(text) == text);
}
