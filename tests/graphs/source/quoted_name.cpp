#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/graphs/source/quoted_name.hpp>

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <random>
#include <string>

using namespace chainrule;

TEST_CASE("what quoting writes, unquoting reads") {
  for (const std::string name : {"", "a b", "\"", "\\", "\n\r\t\b\f", "σ", "\x01\x1f\x7f", "😀"})
    CHECK(unquoted_name(string_literal(name)) == name);
  CHECK(unquoted_name(R"("\u03c3\/\ud83d\ude00")") == "σ/😀");
}

TEST_CASE("a name in quotes is read as a JSON string is, by nlohmann's reader too") {
  std::mt19937 random(1);
  constexpr std::string_view kPieces[] = {
      "\"", "\\", "u",  "d83d",     "\\ud83d", "\\ude00",      "\\u00e9",          "n", "00",
      "a",  " ",  "\n", "\xc3\xa9", "\xc3",    "\xed\xa0\x80", "\xf0\x9f\x98\x80", "/"};
  std::size_t sound = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string literal = "\"";
    for (std::size_t count = random() % 5; count > 0; --count) literal += kPieces[random() % std::size(kPieces)];
    literal += random() % 8 == 0 ? "" : "\"";
    const auto expected = nlohmann::json::parse(literal, nullptr, false);
    const auto name = unquoted_name(literal);
    CAPTURE(literal);
    const bool is_whole = expected.is_string() && literal.back() == '"';  // JSON lets white space follow
    REQUIRE(name.has_value() == is_whole);
    if (name) CHECK(*name == expected.get<std::string>());
    sound += name.has_value();
  }
  CHECK(sound > 2000);
}
