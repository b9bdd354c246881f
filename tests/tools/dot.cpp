#include "program.hpp"

using namespace testing;

TEST_CASE("dot prints every style, with numbers, in DOT") {
  for (const char* style : {"lecture", "ops", "gradient"}) {
    const Run run = run_chainrule({"dot", "lecture", "--style", style, "--show", "values,cotangents"});
    CHECK(run.status == 0);
    CHECK(run.err.empty());
    CHECK(run.out.starts_with("digraph"));
  }
}

TEST_CASE("dot writes text or draws by the suffix, and prints nothing then") {
  const Folder folder;
  const std::pair<const char*, const char*> signatures[] = {
      {"l.dot", "digraph"}, {"l.gv", "digraph"}, {"l.svg", "<?xml"}, {"l.png", "\x89PNG"}, {"l.PDF", "%PDF"}};
  for (const auto& [name, signature] : signatures) {
    const Run run = run_chainrule({"dot", "lecture", "-o", folder / name});
    CHECK(run.status == 0);
    CHECK(run.out.empty());
    CHECK(content_of(folder / name).starts_with(signature));
  }
}

TEST_CASE("dot refuses a suffix it does not know before anything is read") {
  check_refused({"dot", "missing.graph", "-o", "picture.jpeg"}, ".svg", 2);
}

TEST_CASE("dot needs values only to show them") {
  CHECK(run_chainrule({"dot", "--expr", "w*x + b"}).status == 0);
  check_refused({"dot", "--expr", "w*x + b", "--show", "values"}, "no value");
}

TEST_CASE("dot shows what the lecture simplifies to") {
  const Run run = run_chainrule({"dot", "lecture", "--show", "cotangents"});
  CHECK(run.out.find("-0.475021") != std::string::npos);
}
