#include <chainrule/graphs/dot/dot_writer.hpp>
#include <chainrule/graphs/dot/render.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "picture.hpp"

using namespace chainrule;

TEST_CASE("hostile names read back from the labels") {
  const std::vector<std::string> names = {
      "a \"b\"",   "<b>&amp;</b>", "{x|y}", "back\\", "\\\\",  "\\\"",   "one\ntwo", "похибка", "\" onload=",
      "]; n1 -> ", "<!-- -->",     "'",     "\\N",    "%s %n", "a\\\nb", "-->",      "<<<",     "</TABLE>"};
  for (const std::string& name : names) {
    Graph graph;
    const Expr x = graph.parameter(name, 2.0);
    const Expr y = named(name + "'", x * x + 1);
    Sweep sweep(graph);
    sweep.backward(y);
    const std::string dot = write_dot(graph, y, with_numbers(sweep));
    const Picture picture(dot);
    REQUIRE(picture.nodes.size() == 2);
    CHECK(picture.nodes[0].label.starts_with(name + "\n2\n"));
    CHECK(picture.nodes[1].label.starts_with(name + "' = "));
    std::string comment = picture.nodes[0].comment;
    replace_all(comment, "\\\\", "\\");
    CHECK(comment == name);
    CHECK(render_dot(dot, "svg").find("</svg>") != std::string::npos);
  }
}

TEST_CASE("names of control characters, broken UTF-8 and nothing visible are drawn") {
  using namespace std::string_literals;
  for (const std::string& name :
       {"\x01"s, "a\0b"s, "\xFF\xFE"s, " "s, "\t"s, "\u200B"s, "\n"s, "\xEF\xBF\xBF"s, "\x7F"s}) {
    Graph graph;
    const Expr x = graph.parameter(name, 2.0);
    const std::string dot = write_dot(graph, x * x);
    CHECK(Picture(dot).nodes.size() == 2);
    CHECK(render_dot(dot, "svg").find("</svg>") != std::string::npos);
  }
}

TEST_CASE("a name of a megabyte is shown in part and kept in full") {
  std::string name;
  while (name.size() < (1U << 20U)) name += "довге ім'я ";
  Graph graph;
  const Expr x = graph.parameter(name, 2.0);
  Sweep sweep(graph);
  const Expr y = x * x;
  sweep.backward(y);
  const std::string dot = write_dot(graph, y, with_numbers(sweep));
  const Picture picture(dot);
  CHECK(picture.nodes[0].comment == name);
  CHECK(picture.nodes[0].label.size() < 500);
  CHECK(dot.size() < name.size() + 5000);
  CHECK(render_dot(dot, "svg").find("</svg>") != std::string::npos);
}
