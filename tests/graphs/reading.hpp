/// Graphs read in tests: their values, and what errors say.
#pragma once

#include <chainrule/engine/error.hpp>
#include <chainrule/engine/graph.hpp>
#include <chainrule/engine/sweep.hpp>
#include <chainrule/graphs/json_reader.hpp>
#include <chainrule/graphs/text_reader.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// A graph with the statements of a text in it.
struct TextGraph : Graph {
  explicit TextGraph(std::string_view text) { read_text(*this, text, "t.graph"); }
};

struct JsonGraph : Graph {
  explicit JsonGraph(std::string_view text) { read_json(*this, text, "t.json"); }
};

inline double value_of(const Graph& graph, std::string_view name) {
  Sweep sweep(graph);
  sweep.forward();
  return sweep.value(graph.at(name));
}

/// What `text` makes of y, given a few parameters.
inline double value_of(const std::string& expression) {
  return value_of(TextGraph("param x = 2, s = 3, t = 5\ny = " + expression), "y");
}

/// The message with position and excerpt, or "none".
template <class Reader>
std::string complaint(const std::string& text) {
  try {
    const Reader graph(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

/// The bits of all values of named nodes and of the loss's cotangents by the parameters, in the order of names; NaN in one
/// form.
inline std::vector<std::uint64_t> result_bits(const Graph& graph) {
  std::vector<std::uint64_t> bits;
  const auto add = [&](double number) {
    bits.push_back(std::isnan(number) ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(number));
  };
  Sweep sweep(graph, 2);
  sweep.forward();
  for (const Graph::Naming& naming : graph.names())
    for (const double number : sweep.values(graph.expr(naming.node))) add(number);
  if (!graph.loss()) return bits;
  const std::vector<NodeId> parameters = graph.leaves(Role::parameter);
  std::vector<Expr> wrt;
  for (const NodeId id : parameters) wrt.push_back(graph.expr(id));
  sweep.backward(*graph.loss(), wrt);
  for (const Expr& parameter : wrt)
    for (const double number : sweep.cotangents(parameter)) add(number);
  return bits;
}

}  // namespace chainrule
