#include <chainrule/engine/base/utf8.hpp>

#include <doctest/doctest.h>

namespace chainrule {
namespace {

TEST_CASE("characters are taken as code points, bytes that are not UTF-8 one by one") {
  std::string_view text = "aα\xff\xe2\x82";
  CHECK(take_character(text) == U'a');
  CHECK(take_character(text) == U'α');
  CHECK(take_character(text) == char32_t{0xFFFD});
  CHECK(take_character(text) == char32_t{0xFFFD});
  CHECK(take_character(text) == char32_t{0xFFFD});
  CHECK(text.empty());
}

TEST_CASE("over-long forms, surrogates and code points beyond Unicode are no characters") {
  for (const char* wrong : {"\xC0\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80"}) {
    CHECK(utf8_length(wrong) == 0);
    std::string_view text = wrong;
    CHECK(take_character(text) == char32_t{0xFFFD});
    CHECK(text.size() == std::string_view(wrong).size() - 1);
  }
}

TEST_CASE("control characters are those of ASCII and of Latin-1") {
  for (const char32_t control : {0x00U, 0x1BU, 0x1FU, 0x7FU, 0x80U, 0x9FU}) CHECK(is_control(control));
  for (const char32_t other : {0x20U, 0x7EU, 0xA0U, 0x3C3U}) CHECK_FALSE(is_control(other));
}

}  // namespace
}  // namespace chainrule
