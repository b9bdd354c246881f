#include "../program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

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

TEST_CASE("dot draws the state at a step") {
  const Run run = run_chainrule({"dot", "lecture", "--step", "9"});
  CHECK(run.status == 0);
  CHECK(run.out.find("[9/15 backward] z &lt;- a") != std::string::npos);
  CHECK(run.out.find("dz = -0.475021") != std::string::npos);
  CHECK(run.out.find("db = ") == std::string::npos);
  check_refused({"dot", "lecture", "--step", "16"}, "no step 16");
  check_refused({"dot", "lecture", "--step", "3", "--frames", "f"}, "--frames", 2);
}

TEST_CASE("dot writes one frame per step, and no frame moves a box or an arrow") {
  const Folder folder;
  CHECK(run_chainrule({"dot", "lecture", "--frames", folder / "frames"}).status == 0);
  std::set<std::string> sizes, places;
  for (int step = 0; step <= 15; ++step) {
    const std::string svg = content_of(folder / fmt::format("frames/step-{:02}.svg", step));
    REQUIRE(svg.starts_with("<?xml"));
    sizes.insert(svg.substr(svg.find("<svg"), svg.find("xmlns") - svg.find("<svg")));
    std::string place;  // of the boxes' corners
    for (std::size_t at = svg.find("class=\"node\""); at != std::string::npos;
         at = svg.find("class=\"node\"", at + 1)) {
      const std::size_t polygon = svg.find_first_of("\"", std::min(svg.find(" points=\"", at), svg.find(" d=\"", at)));
      place += svg.substr(polygon, svg.find('"', polygon + 1) - polygon);
    }
    places.insert(place);
  }
  CHECK(sizes.size() == 1);
  CHECK(places.size() == 1);
}

TEST_CASE("dot refuses more frames than anybody looks at, and leaves no folder") {
  const Folder folder;
  std::string text = "param x = 1\n";
  for (int i = 0; i < 501; ++i) text += fmt::format("t{} = sin({})\n", i, i == 0 ? "x" : fmt::format("t{}", i - 1));
  const std::string file = folder.file("chain.graph", text + "loss t500\n");
  check_refused({"dot", file, "--frames", folder / "frames"}, "--frames");
  CHECK(folder.files() == 1);
}

TEST_CASE("dot shows what changes from one set of values to another") {
  const Folder folder;
  const std::string a = folder.file("a.json", R"({"w1": 0.5})"), b = folder.file("b.json", R"({"w1": 1})");
  const Run run = run_chainrule({"dot", "lecture", "--diff", a, b});
  CHECK(run.status == 0);
  CHECK(run.out.find("0.5 → 1 ▲") != std::string::npos);
  CHECK(run.out.find("0.644397 → 0.437488 ▼") != std::string::npos);
  check_refused({"dot", "lecture", "--diff", a, folder / "missing.json"}, "missing.json");
}

TEST_CASE("dot draws a part of a graph that is too large to be laid out whole") {
  const Folder folder;
  std::string text = "param x = 1\nv0 = sin(x)\nv1 = sin(v0)\n";
  for (int i = 2; i < 500; ++i) text += fmt::format("v{} = v{}*sin(v{})\n", i, i - 1, i / 2);
  const std::string file = folder.file("tangle.graph", text + "loss v499\n");
  check_refused({"dot", file, "--show", "values", "-o", folder / "all.svg"}, "--around");
  CHECK(run_chainrule({"dot", file, "--around", "v300", "--show", "values", "-o", folder / "part.svg"}).status == 0);
  CHECK(content_of(folder / "part.svg").find("more beside it") != std::string::npos);
}
