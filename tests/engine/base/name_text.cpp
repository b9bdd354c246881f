#include <chainrule/engine/base/name_text.hpp>

#include <doctest/doctest.h>

namespace chainrule {
namespace {

TEST_CASE("words are letters of any alphabet, digits and _, not beginning with a digit") {
  for (const char* word : {"x", "w1", "_", "dL_da", "α", "ваги", "ŷ", "重み"}) CHECK(is_word(word));
  for (const char* other : {"", "1x", "a b", "a-b", "a\n", "×", "x²", "\xff", "\xce", "a\xce", "\xf0\x9f\x98\x80"})
    CHECK_FALSE(is_word(other));
}

TEST_CASE("a name that is not a word is a JSON string literal") {
  CHECK(name_text("w1") == "w1");
  CHECK(name_text("a \"b\" \\") == R"("a \"b\" \\")");
  CHECK(name_text("line\nbreak") == R"("line\nbreak")");
  CHECK(name_text("") == R"("")");
  CHECK(name_text("inf") == R"("inf")");
}

}  // namespace
}  // namespace chainrule
