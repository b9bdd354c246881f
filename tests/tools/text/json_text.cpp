#include <chainrule/tools/text/json_text.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace chainrule;

TEST_CASE("JSON numbers read back to the same bits") {
  for (const double number : {0.1, 1.0, -2.5e-309, 1e300, 4503599627370497.0, 1e22, 5e-324, 0.1 + 0.2})
    CHECK(nlohmann::json::parse(json_number(number)).get<double>() == number);
  CHECK(json_number(0.1) == "0.1");
  CHECK(json_number(4) == "4");
}

TEST_CASE("minus zero stays minus zero in JSON") {
  CHECK(std::signbit(nlohmann::json::parse(json_number(-0.0)).get<double>()));
}

TEST_CASE("non-finite numbers are strings in JSON") {
  CHECK(json_number(std::numeric_limits<double>::infinity()) == "\"inf\"");
  CHECK(json_number(-std::numeric_limits<double>::infinity()) == "\"-inf\"");
  CHECK(json_number(-std::nan("")) == "\"nan\"");
}

TEST_CASE("objects, lists and texts get their commas and quotes") {
  JsonWriter json;
  json.begin_object().key("a \"b\"\n").text("Ω\\").key("list").begin_array().integer(1).boolean(true);
  json.begin_array().end_array().begin_object().end_object().end_array().end_object();
  CHECK(json.take() == "{\"a \\\"b\\\"\\n\": \"Ω\\\\\", \"list\": [1, true, [], {}]}\n");
}

TEST_CASE("tensors print as nested lists, inside a list over the examples") {
  const std::vector<double> six{1, 2, 3, 4, 5, std::nan("")};
  CHECK(tensor_text({.values = six, .extents = {2, 3}}) == "[[1, 2, 3], [4, 5, nan]]");
  CHECK(tensor_text({.values = six, .extents = {3}, .examples = 2}) == "[[1, 2, 3], [4, 5, nan]]");
  CHECK(tensor_text({.values = six, .extents = {}, .examples = 6}) == "[1, 2, 3, 4, 5, nan]");
  CHECK(tensor_text({.values = std::span(six).first(1)}) == "1");
}

TEST_CASE("numbers that all examples share are repeated for each") {
  const std::vector<double> pair{1, 2};
  CHECK(tensor_text({.values = pair, .extents = {2}, .examples = 3}) == "[[1, 2], [1, 2], [1, 2]]");
}

TEST_CASE("empty tensors print as empty lists") {
  CHECK(tensor_text({.values = {}, .extents = {0}}) == "[]");
  CHECK(tensor_text({.values = {}, .extents = {2, 0}}) == "[[], []]");
  CHECK(tensor_text({.values = {}, .extents = {0, 3}}) == "[]");
}
