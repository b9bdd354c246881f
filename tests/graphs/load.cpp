#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/load.hpp>
#include <chainrule/graphs/source/file.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

using namespace chainrule;
namespace fs = std::filesystem;

namespace {

constexpr const char* kText = "param x = 1\n";
constexpr const char* kJson = " {\"chainrule\": 1, \"nodes\": [{\"role\": \"input\"}], \"names\": {\"x\": 0}}";

/// The role of x in a file of that name and content, or what is wrong with it.
std::string loaded(const std::string& name, const std::string& content) {
  std::string folder = (fs::temp_directory_path() / "chainrule-load-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string path = folder + "/" + name;
  write_file(path, content);
  std::string result;
  try {
    Graph graph;
    load_graph(graph, path);
    result = graph.role(graph.at("x").id()) == Role::input ? "JSON" : "text";
  } catch (const InputError& error) {
    const std::string what = error.what();
    REQUIRE(what.starts_with(path));
    result = what.substr(path.size(), what.find('\n') - path.size());
  }
  fs::remove_all(folder);
  return result;
}

}  // namespace

TEST_CASE("the suffix says which form a file has") {
  CHECK(loaded("a.graph", kText) == "text");
  CHECK(loaded("a.json", kJson) == "JSON");
  CHECK(loaded("a.graph", kJson).starts_with(":1:2: unexpected character"));
  CHECK(loaded("a.json", kText).starts_with(":1:1: syntax error"));
}

TEST_CASE("without a known suffix the text tells") {
  CHECK(loaded("a", kText) == "text");
  CHECK(loaded("a.txt", kJson) == "JSON");
  CHECK(loaded("a", std::string("\xEF\xBB\xBF") + kJson) == "JSON");
  CHECK(loaded("a", "").starts_with(":1:1: there are no statements"));
}

TEST_CASE("a file that is not there is an input error") {
  Graph graph;
  CHECK_THROWS_AS(load_graph(graph, "/nowhere/a.graph"), InputError);
}
