// DOT text as Graphviz's own parser reads it.
#pragma once

#include <chainrule/graphs/dot/dot_writer.hpp>

#include <doctest/doctest.h>
#include <graphviz/cgraph.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainrule {

inline void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

/// The label as a reader sees it: rows on lines of their own, no tags, no escapes.
inline std::string plain(std::string html) {
  replace_all(html, "</TD></TR><TR><TD", "\n<TD");
  replace_all(html, "&#10;<BR/>", "\n");
  replace_all(html, "<BR/>", "\n");
  std::string text;
  for (std::size_t i = 0; i < html.size(); ++i) {
    if (html[i] == '<')
      i = html.find('>', i);
    else
      text += html[i];
  }
  for (const auto& [escape, character] :
       {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#160;", " "}, {"&amp;", "&"}})
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

  const Node& of(std::string_view id) const { return *std::ranges::find(nodes, id, &Node::id); }
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

inline DotOptions with_numbers(const Sweep& sweep, DotStyle style = DotStyle::lecture) {
  return {.style = style, .values = true, .cotangents = true, .sweep = &sweep};
}

}  // namespace chainrule
