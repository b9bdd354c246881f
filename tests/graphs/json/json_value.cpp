#include <chainrule/graphs/json/json_values.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace chainrule;

namespace {

std::string message(std::string_view text) {
  try {
    read_json_values(text, "f");
  } catch (const InputError& error) {
    const std::string what = error.what();
    return what.substr(0, what.find('\n'));
  }
  return "none";
}

}  // namespace

TEST_CASE("values are numbers, nested lists, and strings for those that JSON lacks") {
  const auto values = read_json_values(R"({"w": 0.5, "v": [[1, "nan"], ["-inf", -0]], "e": []})", "f");
  REQUIRE(values.size() == 3);
  CHECK(values[0].name == "w");
  CHECK(values[0].value.shape == Shape());
  CHECK(values[0].value.values[0] == 0.5);
  CHECK(values[1].value.shape == Shape{2, 2});
  CHECK(std::isnan(values[1].value.values[1]));
  CHECK(values[1].value.values[2] == -INFINITY);
  CHECK(std::signbit(values[1].value.values[3]));
  CHECK(values[2].value.shape == Shape{0});
  CHECK(read_json_values("{}", "f").empty());
}

TEST_CASE("other values are refused by name and position") {
  CHECK(message("{\"a\": 1,\n \"b\": \"x\"}") ==
        "f:2:7: \"b\": expected a number, \"nan\", \"inf\", \"-inf\" or a list of these");
  CHECK(message(R"({"a": [[1], [2, 3]]})") == "f:1:7: \"a\": lists of different lengths: 1 and 2");
  CHECK(message(R"({"a": true})").starts_with("f:1:7: \"a\": expected a number"));
  CHECK(message(R"({"a": 1, "a": 2})") == "f:1:10: the member \"a\" is given twice");
  CHECK(message("[1]") == "f:1:1: a set of values is a JSON object");
}
