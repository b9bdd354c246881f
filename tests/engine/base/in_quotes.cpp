#include <chainrule/engine/base/in_quotes.hpp>

#include <doctest/doctest.h>

namespace chainrule {
namespace {

TEST_CASE("text from outside is shown short and printable") {
  CHECK(in_quotes("a\nb\xFF") == "\"a\\x0ab\\xff\"");
  CHECK(in_quotes("") == "\"\"");
  CHECK(in_quotes(std::string(40, 'x')) == "\"" + std::string(40, 'x') + "\"");
  CHECK(in_quotes(std::string(100, 'x')) == "\"" + std::string(40, 'x') + "...\"");
  CHECK(in_quotes("ж😀", '\'') == "'ж😀'");
}

TEST_CASE("nothing that moves a terminal's cursor gets through quotes") {
  CHECK(in_quotes("\x1B[2J\r\x7F\a") == "\"\\x1b[2J\\x0d\\x7f\\x07\"");
  CHECK(in_quotes("\u0080\u009B") == "\"\\xc2\\x80\\xc2\\x9b\"");
}

}  // namespace
}  // namespace chainrule
