#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/dot/render.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

using namespace chainrule;

namespace {

constexpr const char* picture = R"dot(digraph picture {
  rankdir=LR;
  z [label="z = 0.1"];
  a [label=<<b>a</b> = &sigma;(z)<br/>0 &lt; a &lt; 1>];
  z -> a [label="a(1 − a)"];
})dot";

std::string complaint(const std::string& dot) {
  try {
    static_cast<void>(render_dot(dot, "svg"));
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a graph is drawn as SVG, PNG and PDF") {
  const std::string svg = render_dot(picture, "svg");
  CHECK(svg.starts_with("<?xml"));
  CHECK(contains(svg, "</svg>"));
  CHECK(contains(svg, "a(1 − a)"));
  CHECK(render_dot(picture, "png").starts_with("\x89PNG\r\n\x1a\n"));
  CHECK(render_dot(picture, "pdf").starts_with("%PDF-"));
}

TEST_CASE("another format is a usage error") {
  CHECK_THROWS_WITH_AS(static_cast<void>(render_dot(picture, "gif")), doctest::Contains("svg, png and pdf"),
                       UsageError);
}

TEST_CASE("the same graph gives the same SVG") { CHECK(render_dot(picture, "svg") == render_dot(picture, "svg")); }

TEST_CASE("malformed DOT is an error with the line, and the next graph is drawn") {
  const std::string svg = render_dot(picture, "svg");
  for (const char* dot : {"digraph {\n a ->\n}", "digraph {\n\n \"unclosed }", "digraph {\n\n a [label=<unclosed]; }",
                          "digraph {\n\n /* unclosed }", "digraph { a }\n\n hello"}) {
    CHECK_MESSAGE(contains(complaint(dot), "syntax error in line 3"), complaint(dot));
    CHECK(render_dot(picture, "svg") == svg);
  }
  CHECK(complaint("") == "Graphviz cannot read the graph: no reason given");
  CHECK(complaint("digraph { a } digraph { b }") == "Graphviz cannot draw more than one graph at once");
  CHECK(contains(complaint(std::string("digraph { a \0 }", 15)), "NUL"));
  CHECK(render_dot(picture, "svg") == svg);
}

TEST_CASE("text left over from a long malformed graph does not reach the next one") {
  std::string dot = "digraph { a -> -> b\n";
  for (int i = 0; i < 20000; ++i) dot += "some more text\n";
  CHECK(contains(complaint(dot), "syntax error in line 1"));
  CHECK(complaint("digraph { a } ").starts_with("none"));
}

TEST_CASE("a malformed HTML label is an error with the node, and the next graph is drawn") {
  const std::string svg = render_dot(picture, "svg");
  for (const char* label : {"<b>x", "<td>x</td>", "", "&nosuch;", "\xFF", "\x01"}) {
    const std::string dot = std::string("digraph { node7 [label=<") + label + ">] }";
    CHECK_MESSAGE(contains(complaint(dot), "in label of node node7"), complaint(dot));
    CHECK(render_dot(picture, "svg") == svg);
  }
}

TEST_CASE("a warning is no error") {
  CHECK(complaint("digraph { a [shape=nonsense]; b [image=\"no/such.png\"] }") == "none");
}

TEST_CASE("a bitmap larger than Graphviz can draw is scaled down") {
  std::string dot = "digraph { ";
  for (int i = 0; i < 500; ++i) dot += fmt::format("n{} -> n{}; ", i, i + 1);
  CHECK(render_dot(dot + "}", "png").starts_with("\x89PNG"));
}

TEST_CASE("a graph that would take hours to lay out is refused") {
  std::string dot = "digraph { ";
  for (int i = 0; i <= 20000; ++i) dot += fmt::format("n{}; ", i);
  CHECK(contains(complaint(dot + "}"), "20001 nodes"));
  std::string tangle = "digraph { ";
  for (int i = 2; i < 500; ++i) tangle += fmt::format("n{0} -> n{1}; n{0} -> n{2}; ", i, i - 1, i / 2);
  CHECK(contains(complaint(tangle + "}"), "--around"));
  std::string chain = "digraph { ";
  for (int i = 0; i < 1000; ++i) chain += fmt::format("n{} -> n{} [label=x]; ", i, i + 1);
  CHECK(lay_out_dot(chain + "}").boxes.size() == 1001);
}

TEST_CASE("a layout is in points from the upper left corner, with the ids of arrows and room for their labels") {
  const PictureLayout layout =
      lay_out_dot("digraph { rankdir=LR; node [shape=box, width=1, height=0.5]; a -> b [id=first, label=long]; }");
  REQUIRE(layout.boxes.size() == 2);
  REQUIRE(layout.arrows.size() == 1);
  const auto& [a, b] = std::tie(layout.boxes[0], layout.boxes[1]);
  CHECK(a.id == "a");
  CHECK(a.size.x == doctest::Approx(72));
  CHECK(a.size.y == doctest::Approx(36));
  CHECK(a.center.x < b.center.x);
  CHECK(a.center.y == doctest::Approx(b.center.y));
  CHECK(b.center.x + b.size.x / 2 <= layout.size.x);
  const PictureLayout::Arrow& arrow = layout.arrows[0];
  CHECK(arrow.id == "first");
  CHECK(arrow.curve.size() % 3 == 1);
  CHECK(arrow.tip.x == doctest::Approx(b.center.x - 36).epsilon(0.02));
  CHECK(arrow.label_size.x > 10);
  CHECK(arrow.label_center.x > a.center.x);
}

TEST_CASE("several threads take turns") {
  const std::string svg = render_dot(picture, "svg");
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  threads.reserve(results.size());
  for (std::string& result : results) threads.emplace_back([&result] { result = render_dot(picture, "svg"); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) CHECK(result == svg);
}
