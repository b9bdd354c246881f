#include <chainrule/graphs/source/source_text.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace chainrule;

namespace {

std::string place(std::string_view text, std::size_t offset) {
  return position_text(SourceText(text, "f").position(offset));
}

std::string error(std::string_view text, std::size_t offset) {
  return SourceText(text, "f").error(offset, "no").what();
}

std::string encoding_error(std::string_view text) {
  try {
    SourceText(text, "f").check_encoding();
  } catch (const InputError& problem) {
    return problem.message().substr(0, problem.message().find('\n')) + " at " + position_text(*problem.position());
  }
  return "none";
}

}  // namespace

TEST_CASE("places are counted in lines and characters") {
  CHECK(place("ab\ncd", 0) == "f:1:1");
  CHECK(place("ab\ncd", 2) == "f:1:3");
  CHECK(place("ab\ncd", 4) == "f:2:2");
  CHECK(place("ä = ж\nx", 7) == "f:1:6");
  CHECK(place("", 0) == "f:1:1");
}

TEST_CASE("lines end in LF, CR LF or CR") {
  CHECK(place("a\r\nb\nc\rd", 3) == "f:2:1");
  CHECK(place("a\r\nb\nc\rd", 5) == "f:3:1");
  CHECK(place("a\r\nb\nc\rd", 7) == "f:4:1");
}

TEST_CASE("a byte order mark takes no column") { CHECK(place("\xEF\xBB\xBFx", 3) == "f:1:1"); }

TEST_CASE("an error shows the source line and a caret below the place") {
  CHECK(error("a\nb + ж*q\nc", 9) == "f:2:7: no\nb + ж*q\n      ^");
  CHECK(error("a", 1) == "f:1:2: no\na\n ^");
}

TEST_CASE("of a long line an error shows what surrounds the place") {
  const std::string text = error(std::string(1000000, 'x'), 500000);
  CHECK(text.size() < 300);
  CHECK(text.find("\n..." + std::string(100, 'x') + "...\n" + std::string(63, ' ') + "^") != std::string::npos);
}

TEST_CASE("tabs and control characters do not move the caret") {
  CHECK(error("\ta\x01z", 3) == "f:1:4: no\n a?z\n   ^");
}

TEST_CASE("text that is not UTF-8 is refused at the byte") {
  CHECK(encoding_error("aж€😀\n") == "none");
  CHECK(encoding_error("12345678ab\xFFz") == "the text is not UTF-8: \"\\xff\" begins no character at f:1:11");
  CHECK(encoding_error("ж\n\xC0\x80") == "the text is not UTF-8: \"\\xc0\" begins no character at f:2:1");
  CHECK(encoding_error("\xED\xA0\x80") != "none");      // a surrogate
  CHECK(encoding_error("\xF4\x90\x80\x80") != "none");  // beyond Unicode
  CHECK(encoding_error("\xE2\x82") != "none");          // cut off
  CHECK(encoding_error(std::string_view("a\0b", 3)) == "a NUL byte in the text at f:1:2");
}
