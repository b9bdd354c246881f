#include <chainrule/engine/gradient.hpp>
#include <chainrule/graphs/dot_writer.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/graphs/render.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <graphviz/cgraph.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace chainrule;

namespace {

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

/// What a reader of the label sees: rows on lines of their own, no tags, no escapes.
std::string plain(std::string html) {
  replace_all(html, "</TD></TR><TR><TD", "\n<TD");
  replace_all(html, "&#10;<BR/>", "\n");
  replace_all(html, "<BR/>", "\n");
  std::string text;
  for (std::size_t i = 0; i < html.size(); ++i) {
    if (html[i] == '<') i = html.find('>', i);
    else text += html[i];
  }
  for (const auto& [escape, character] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"},
                                          {"&#160;", " "}, {"&amp;", "&"}})
    replace_all(text, escape, character);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

/// A DOT text as Graphviz's own parser reads it.
struct Picture {
  struct Node {
    std::string id, label, comment, style;
    int peripheries;
    bool in_gradient;
  };
  struct Edge {
    std::string from, to, label;
    double width;
  };
  std::vector<Node> nodes;
  std::vector<Edge> edges;

  explicit Picture(const std::string& dot) {
    const std::unique_ptr<Agraph_t, decltype(&agclose)> graph(agmemread(dot.c_str()), agclose);
    REQUIRE(graph);
    char cluster[] = "cluster_gradient";
    Agraph_t* const gradient = agsubg(graph.get(), cluster, 0);
    for (Agnode_t* node = agfstnode(graph.get()); node != nullptr; node = agnxtnode(graph.get(), node)) {
      const std::string peripheries = attribute(node, "peripheries");
      nodes.push_back({agnameof(node), plain(attribute(node, "label")), attribute(node, "comment"),
                       attribute(node, "style"), peripheries.empty() ? 1 : std::stoi(peripheries),
                       gradient != nullptr && agsubnode(gradient, node, 0) != nullptr});
    }
    for (const Node& node : nodes) {
      char* const id = const_cast<char*>(node.id.c_str());
      Agnode_t* const from = agnode(graph.get(), id, 0);
      for (Agedge_t* edge = agfstout(graph.get(), from); edge != nullptr; edge = agnxtout(graph.get(), edge)) {
        const std::string width = attribute(edge, "penwidth");
        if (attribute(edge, "style") == "invis") continue;
        edges.push_back({node.label, of(agnameof(aghead(edge))).label, plain(attribute(edge, "label")),
                         width.empty() ? 1 : std::stod(width)});
      }
    }
  }

  static std::string attribute(void* object, std::string name) {
    const char* const text = agget(object, name.data());
    return text == nullptr ? "" : text;
  }

  const Node& of(std::string_view id) const {
    return *std::ranges::find(nodes, id, &Node::id);
  }
  std::vector<std::string> labels() const {
    std::vector<std::string> all;
    for (const Node& node : nodes) all.push_back(node.label);
    return all;
  }
  /// The node whose label begins so.
  const Node& at(std::string_view beginning) const {
    const auto found = std::ranges::find_if(nodes, [&](const Node& node) { return node.label.starts_with(beginning); });
    REQUIRE_MESSAGE(found != nodes.end(), "no box begins with ", beginning);
    return *found;
  }
  const Edge& edge(std::string_view from, std::string_view to) const {
    const auto found = std::ranges::find_if(
        edges, [&](const Edge& edge) { return edge.from.starts_with(from) && edge.to.starts_with(to); });
    REQUIRE_MESSAGE(found != edges.end(), "no arrow from ", from, " to ", to);
    return *found;
  }
  bool has_edge(std::string_view from, std::string_view to) const {
    return std::ranges::any_of(
        edges, [&](const Edge& edge) { return edge.from.starts_with(from) && edge.to.starts_with(to); });
  }
};

DotOptions with_numbers(const Sweep& sweep, DotStyle style = DotStyle::lecture) {
  return {.style = style, .values = true, .cotangents = true, .sweep = &sweep};
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("the lecture is three boxes, and its leaves come in the order of the formulas") {
  Graph graph;
  lecture(graph);
  const Picture picture(write_dot(graph));
  CHECK(picture.labels() == Lines{"x1", "w1", "x2", "w2", "b", "z = w1x1 + w2x2 + b", "a = σ(z) = ŷ", "y", "L(a, y)"});
  CHECK(picture.edges.size() == 8);
  CHECK(picture.nodes[0].id == "n1");
  CHECK(picture.nodes[8].id == "n9");
  CHECK(picture.nodes[5].comment == "z");
}

TEST_CASE("in the style ops every multiply and add is a box of its own") {
  Graph graph;
  lecture(graph);
  const Picture picture(write_dot(graph, {.style = DotStyle::ops}));
  CHECK(picture.labels() == Lines{"x1", "w1", "t1 = w1x1", "x2", "w2", "t2 = w2x2", "t3 = t1 + t2", "b", "z = t3 + b",
                                  "a = σ(z) = ŷ", "y", "L(a, y)"});
}

TEST_CASE("the gradient graph is set apart and fed by forward values") {
  Graph graph;
  const Lecture l = lecture(graph);
  Gradient d = gradient(l.L);
  DotOptions options{.style = DotStyle::gradient, .short_forms = {{l.z, "a - y"}}};
  for (const Expr& node : {l.z, l.w1, l.w2, l.b}) options.gradient.emplace_back(node, d.of(node));
  const Picture picture(write_dot(graph, l.L, options));
  CHECK(picture.at("dw1").label == "dw1 = dz·x1");
  CHECK(picture.at("dz = db = ").label.ends_with("\n= a − y"));
  CHECK(picture.has_edge("x1", "dw1"));
  CHECK(picture.has_edge("dw2", "dz"));  // drawn from right to left, with the arrow's head at dw2
  for (const Picture::Node& node : picture.nodes) {
    const bool is_cotangent = node.label.starts_with('d') || node.label.starts_with('t');
    CHECK(node.in_gradient == is_cotangent);
    CHECK((node.style.find("dashed") != std::string::npos) == is_cotangent);
  }
}

TEST_CASE("values and cotangents stand in the boxes, and none where it was not asked for") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  DotOptions options = with_numbers(sweep);
  options.short_forms = {{l.z, "a - y"}};
  const Picture picture(write_dot(graph, l.L, options));
  CHECK(picture.at("x1").label == "x1\n1");
  CHECK(picture.at("y").label == "y\n1");
  CHECK(picture.at("w2").label == "w2\n-0.25\ndw2 = -0.950042");
  CHECK(picture.at("z").label == "z = w1x1 + w2x2 + b\n0.1\ndz = -0.475021  (= a − y)");
  CHECK(picture.at("L").label == "L(a, y)\n0.644397\ndL = 1");
}

TEST_CASE("an arrow shows the value that goes forward and the contribution that comes back") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  const Picture picture(write_dot(graph, l.L, with_numbers(sweep)));
  CHECK(picture.edge("x1", "z").label == "1 →");
  CHECK(picture.edge("w1", "z").label == "0.5 →\n← dz · x1 = -0.475021 · 1");
  CHECK(picture.edge("w2", "z").label == "-0.25 →\n← dz · x2 = -0.475021 · 2");
  CHECK(picture.edge("b", "z").label == "0.1 →\n← dz · 1 = -0.475021");
  CHECK(picture.edge("z", "a").label == "0.1 →\n← da · a(1 − a) = -1.904837 · 0.249376");
  CHECK(picture.edge("a", "L").label == "0.524979 →\n← −y/a + (1 − y)/(1 − a) = -1.904837");
  CHECK(picture.edge("y", "L").label == "1 →");
  const Picture values(write_dot(graph, l.L, {.values = true, .sweep = &sweep}));
  CHECK(values.edge("w1", "z").label == "0.5 →");
  CHECK(values.at("w1").label == "w1\n0.5");
}

TEST_CASE("borders and arrows mean the same without colours") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  for (const Picture& picture :
       {Picture(write_dot(graph, l.L)), Picture(write_dot(graph, l.L, with_numbers(sweep)))}) {
    CHECK(picture.at("x1").style == "rounded,filled");
    CHECK(picture.at("w1").style == "rounded,filled");
    CHECK(picture.at("z").style == "filled");
    CHECK(picture.at("L").peripheries == 2);
    CHECK(picture.at("a").peripheries == 1);
    for (const char* from : {"w1", "w2", "b"}) CHECK(picture.edge(from, "z").width > 1.5);
    CHECK(picture.edge("z", "a").width > 1.5);
    for (const char* from : {"x1", "x2"}) CHECK(picture.edge(from, "z").width == 1);
    CHECK(picture.edge("y", "L").width == 1);
  }
}

TEST_CASE("only the cotangents that were asked for are shown") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  const Expr wrt[] = {l.x1};
  sweep.backward(l.L, wrt);
  const Picture picture(write_dot(graph, l.L, with_numbers(sweep)));
  CHECK(picture.at("x1").label == "x1\n1\ndx1 = -0.23751");
  CHECK(picture.at("w1").label == "w1\n0.5");
  CHECK(picture.edge("w1", "z").width == 1);
}

TEST_CASE("unnamed arithmetic is drawn with what it leads to, other operations for themselves") {
  Graph graph;
  const Expr x = graph.parameter("x", 2.0);
  const Expr y = graph.parameter("y", 3.0);
  const Expr loss = log_loss(sigmoid(x * y + 1), y - x);
  CHECK(Picture(write_dot(graph, loss)).labels() ==
        Lines{"x", "y", "t2 = xy + 1", "t3 = σ(t2) = ŷ", "t4 = y − x", "t5 = L(t3, t4)"});
}

TEST_CASE("unnamed arithmetic with several consumers has its own box") {
  Graph graph;
  const Expr x = graph.parameter("x", 2.0);
  const Expr t = 3 * x;
  const Expr u = named("u", t + 1);
  const Expr v = named("v", t - 1);
  const Picture picture(write_dot(graph, u));
  CHECK(picture.labels() == Lines{"x", "t1 = 3x", "u = t1 + 1", "v = t1 − 1"});
  CHECK(v.graph() == &graph);
}

TEST_CASE("a derivative whose formula would need what is not drawn is shown by its name") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.3);
  const Expr y = graph.parameter("y", 2.0);
  const Expr r = named("r", square(1 - x) + 100 * square(y - square(x)));
  Sweep sweep(graph);
  sweep.backward(r);
  const Picture picture(write_dot(graph, r, with_numbers(sweep)));
  CHECK(picture.at("r").label.starts_with("r = (1 − x)2 + 100·(y − x2)2"));  // the powers are set high
  CHECK(picture.edge("y", "r").label == "2 →\n← dr/dy = 382");
  CHECK(picture.edge("x", "r").label == "0.3 →\n← dr/dx = -230.6");
}

TEST_CASE("a group with several results is one box with a line for each") {
  Graph graph;
  const Expr x = graph.parameter("x", 2.0);
  const Expr h1 = named("h1", sigmoid(x));
  const Expr h2 = named("h2", exp(x));
  const Expr box[] = {h1, h2};
  graph.group("hidden layer", box);
  const Expr out = named("out", h1 * h2);
  const Picture picture(write_dot(graph, out));
  CHECK(picture.labels() == Lines{"x", "hidden layer\nh1 = σ(x)\nh2 = exp(x)", "out = h1h2"});
  CHECK(picture.edges.size() == 3);
}

TEST_CASE("of tensors the shape is shown, and the numbers if they are few") {
  Graph graph;
  const std::vector<double> six{1, 2, 3, 4, 5, 6};
  const std::vector<double> many(24, 0.5);
  const Expr W = graph.parameter("W", {2, 3}, six);
  const Expr V = graph.parameter("V", {4, 2, 3}, many);
  const Expr s = named("s", sum_to(W * V, {}));
  Sweep sweep(graph);
  sweep.backward(s);
  const Picture picture(write_dot(graph, s, with_numbers(sweep)));
  CHECK(picture.at("W").label == "W\n[2, 3]\n[[1, 2, 3], [4, 5, 6]]\ndW = [[2, 2, 2], [2, 2, 2]]");
  CHECK(picture.at("V").label == "V\n[4, 2, 3]\n0.5 to 0.5\ndV = 1 to 6");
  CHECK(Picture(write_dot(graph, s)).at("W").label == "W\n[2, 3]");
}

TEST_CASE("of many examples the range is shown, and shared parameters have one number") {
  Graph graph;
  const LectureOfMany many = lecture_m(graph);
  Sweep sweep(graph, 100);
  std::vector<double> column(100);
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = static_cast<double>(i) / 10;
  sweep.bind(many.one.x1, column);
  sweep.backward(many.J);
  const Picture picture(write_dot(graph, many.J, with_numbers(sweep)));
  CHECK(picture.at("x1").label == "x1\n100 examples\n0 to 9.9");
  CHECK(picture.edge("x1", "z").label == "100 examples →");
  CHECK(picture.edge("w1", "z").label.starts_with("0.5 →\n← Σ dz · x1 = -"));
  CHECK(picture.edge("L", "J").label == "100 examples →\n← 1/m");
}

TEST_CASE("numbers that are not finite are shown as they are") {
  Graph graph;
  const Expr x = graph.parameter("x", -1.0);
  const Expr y = graph.parameter("y", std::numeric_limits<double>::infinity());
  const Expr s = named("s", log(x) + y);
  Sweep sweep(graph);
  sweep.backward(s);
  const Picture picture(write_dot(graph, s, with_numbers(sweep)));
  CHECK(picture.at("y").label == "y\ninf\ndy = 1");
  CHECK(picture.at("s").label == "s = t1 + y\nnan\nds = 1");
}

TEST_CASE("hostile names read back from the labels") {
  const std::vector<std::string> names = {"a \"b\"",  "<b>&amp;</b>", "{x|y}",      "back\\",     "\\\\",        "\\\"",
                                          "one\ntwo", "похибка",      "\" onload=", "]; n1 -> ", "<!-- -->",   "'",
                                          "\\N",      "%s %n",        "a\\\nb",     "-->",        "<<<", "</TABLE>"};
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
  for (const std::string& name : {"\x01"s, "a\0b"s, "\xFF\xFE"s, " "s, "\t"s, "\u200B"s, "\n"s, "\xEF\xBF\xBF"s, "\x7F"s}) {
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

TEST_CASE("Graphviz draws every style, with and without numbers") {
  Graph graph;
  const Lecture l = lecture(graph);
  Gradient d = gradient(l.L);
  Sweep sweep(graph);
  sweep.backward(l.L);
  for (const DotStyle style : {DotStyle::lecture, DotStyle::ops, DotStyle::gradient}) {
    for (const bool numbers : {false, true}) {
      DotOptions options{.style = style, .values = numbers, .cotangents = numbers, .sweep = &sweep};
      for (const Expr& node : {l.a, l.z, l.w1, l.w2, l.b}) options.gradient.emplace_back(node, d.of(node));
      sweep.backward(l.L);  // d.of may have added nodes
      CHECK(render_dot(write_dot(graph, l.L, options), "png").starts_with("\x89PNG"));
    }
  }
}

TEST_CASE("the text does not depend on the order in which a formula's nodes were made") {
  const auto dot = [](bool left_first) {
    Graph graph;
    const Expr x = graph.input("x", 1.0);
    const Expr w = graph.parameter("w", 2.0);
    Expr left;
    if (left_first) left = x * w;
    const Expr right = sigmoid(w);
    if (!left_first) left = x * w;
    const Expr y = named("y", left + right * x);
    Sweep sweep(graph);
    sweep.backward(y);
    return write_dot(graph, y, with_numbers(sweep, DotStyle::ops));
  };
  CHECK(dot(true) == dot(false));
}

TEST_CASE("long chains and many paths are written at once") {
  Graph graph({.intern = false});
  const Expr w = graph.parameter("w", 0.5);
  Expr chain = w;
  for (int i = 0; i < 100000; ++i) chain = i % 2 == 0 ? chain * w : sigmoid(chain);
  Expr sum = w;
  for (int i = 0; i < 100000; ++i) sum = sum + w;
  Expr doubled = w;
  for (int i = 0; i < 60; ++i) doubled = doubled + doubled;
  const Expr end = named("end", chain + sum + doubled);
  for (const DotStyle style : {DotStyle::lecture, DotStyle::ops}) {
    const std::string dot = write_dot(graph, end, {.style = style});
    CHECK(std::ranges::count(dot, '\n') > 100000);
  }
}

TEST_CASE("numbers need a sweep of that graph which has run") {
  Graph graph;
  const Lecture l = lecture(graph);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, {.values = true})), GraphError);
  Graph other;
  lecture(other);
  Sweep of_other(other);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, with_numbers(of_other))), GraphError);
  Sweep sweep(graph);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, {.values = true, .sweep = &sweep})), StaleValue);
  sweep.forward();
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, with_numbers(sweep))), NoGradient);
  sweep.backward(l.a);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, with_numbers(sweep))), NoGradient);
  sweep.backward(l.L);
  sweep.set(l.w1, 3);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, with_numbers(sweep))), StaleGradient);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, of_other.graph().loss().value())), GraphError);
}

TEST_CASE("a graph without a loss is drawn whole, an empty one as nothing") {
  Graph graph;
  CHECK(Picture(write_dot(graph)).nodes.empty());
  const Expr x = graph.input("x", 1.0);
  graph.parameter("unused", 1.0);
  const Expr unnamed = 2 * x;
  CHECK(Picture(write_dot(graph)).labels() == Lines{"x", "t1 = 2x", "unused"});
  CHECK(Picture(write_dot(graph, unnamed)).at("t1").peripheries == 2);
}
