#include <chainrule/graphs/json/json_events.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace chainrule;

namespace {

JsonSection section_of(std::string_view member) {
  if (member == "list") return JsonSection::list;
  if (member == "object") return JsonSection::object;
  return member == "value" ? JsonSection::value : JsonSection::unknown;
}

std::vector<std::string> pieces(std::string_view text) {
  const SourceText source(text, "f");
  std::vector<std::string> list;
  read_json_pieces(source, {.what = "a thing", .section = section_of, .take = [&](const JsonPiece& piece) {
                              list.push_back(std::string(piece.section) + "/" + std::string(piece.key) + "/" +
                                             std::to_string(piece.index) + " " + piece.value->dump() + " at " +
                                             std::to_string(piece.offset));
                            }});
  return list;
}

std::string message(std::string_view text) {
  try {
    pieces(text);
  } catch (const InputError& error) {
    const std::string what = error.what();
    return what.substr(0, what.find('\n'));
  }
  return "none";
}

using Pieces = std::vector<std::string>;

}  // namespace

TEST_CASE("an object comes in pieces with their places") {
  CHECK(pieces(R"({"list": [1, {"a": [true, null]}, "x"], "value": [2], "object": {"p": 3, "q": {}}})") ==
        Pieces{"list//0 1 at 10", R"(list//1 {"a":[true,null]} at 13)", "list//2 \"x\" at 34", "value//0 [2] at 49",
               "object/p/0 3 at 70", "object/q/1 {} at 78"});
  CHECK(pieces("\xEF\xBB\xBF { } ").empty());
  CHECK(pieces(R"({"list":[],"object":{}})").empty());
}

TEST_CASE("minus zero keeps its sign") { CHECK(pieces(R"({"value": -0})") == Pieces{"value//0 -0.0 at 10"}); }

TEST_CASE("what is no JSON is refused with its position") {
  CHECK(message("{\"value\": 1,\n \"list\": [1 2]}") ==
        "f:2:13: syntax error while parsing array - unexpected number literal; expected ']'");
  CHECK(message("{\"value\": nul}").starts_with("f:1:14: syntax error while parsing value - invalid literal"));
  CHECK(message("{\"value\": 1e999}") == "f:1:15: number overflow parsing '1e999'");
  CHECK(message("{\"value\": 1} x").starts_with("f:1:14: syntax error while parsing value"));
  CHECK(message("").starts_with("f:1:1: syntax error"));
  CHECK(message("{\"value\": \"\\ud800\"}").starts_with("f:1:18: syntax error"));
  CHECK(message("{\"value\": \"\xFF\"}") == "f:1:12: the text is not UTF-8: \"\\xff\" begins no character");
}

TEST_CASE("what is not as the schema says is refused with its position") {
  CHECK(message("[1]") == "f:1:1: a thing is a JSON object");
  CHECK(message(" 3") == "f:1:2: a thing is a JSON object");
  CHECK(message("{\"value\": 1,\n\"what\": 2}") == "f:2:1: a thing has no member \"what\"");
  CHECK(message(R"({"value": 1, "value": 2})") == "f:1:14: the member \"value\" is given twice");
  CHECK(message(R"({"list": [{"a": 1, "a": 2}]})") == "f:1:20: the member \"a\" is given twice");
  CHECK(message(R"({"list": {}})") == "f:1:10: /list: expected a list");
  CHECK(message(R"({"object": 3})") == "f:1:12: /object: expected an object");
}

TEST_CASE("a piece cannot be nested deeply") {
  const std::string open(1000000, '[');
  CHECK(message("{\"value\": " + open) == "f:1:23: lists and objects nested too deeply");
  CHECK(message(open) == "f:1:1: a thing is a JSON object");
}
