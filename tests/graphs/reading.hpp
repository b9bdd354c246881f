/// Graphs read in tests: their values, and what errors say.
#pragma once

#include "../support/bits.hpp"

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/graphs/json/json_reader.hpp>
#include <chainrule/graphs/text/text_reader.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <span>
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

/// The value that `text` gives y, given a few parameters.
inline double value_of(const std::string& expression) {
  return value_of(TextGraph("param x = 2, s = 3, t = 5\ny = " + expression), "y");
}

/// The message with position and excerpt, or "none".
template <class Reader> std::string complaint(const std::string& text) {
  try {
    const Reader graph(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

/// Whether the copy has the graph's names with the same values, and the same gradient of the loss, bit for bit, over
/// two examples.
inline bool same_results(const Graph& graph, const Graph& copy) {
  Sweep sweep(graph, 2);
  Sweep other(copy, 2);
  for (Sweep* each : {&sweep, &other}) each->graph().loss() ? each->backward(*each->graph().loss()) : each->forward();
  for (const auto& [name, node] : graph.names()) {
    if (!chainrule::testing::same_bits(sweep.values(graph.expr(node)), other.values(copy.at(name)))) return false;
    if (graph.role(node) != Role::parameter || !sweep.has_cotangent(node)) continue;
    if (!chainrule::testing::same_bits(sweep.cotangents(graph.expr(node)), other.cotangents(copy.at(name))))
      return false;
  }
  return true;
}

/// Statements drawn at random: scalars, vectors and matrices that broadcast, per example and shared.
inline std::string random_text(std::mt19937_64& random) {
  std::vector<std::string> names = {"x0", "x1", "w0", "w1", "w2"};
  const auto one = [&] { return names[random() % names.size()]; };
  const auto expression = [&]() -> std::string {
    switch (random() % 7) {
      case 0:
        return one() + " + " + one() + "*" + one();
      case 1:
        return "-(" + one() + " - " + one() + ")/(2 + " + one() + "^2)";
      case 2:
        return "sigmoid(" + one() + ")*sigmoid(" + one() + " + " + one() + ")";
      case 3:
        return "where(" + one() + " < " + one() + ", " + one() + ", -" + one() + ")";
      case 4:
        return "sum(sigmoid(" + one() + ")*" + one() + ")*0.125";
      case 5:
        return "max(" + one() + ", " + one() + ", -0.5)";
      default:
        return "mean_over_examples(" + one() + ") + sigmoid(" + one() + ")*sigmoid(" + one() + ")";
    }
  };
  std::string text = "input x0 = -0.7, x1 = [0.3, -1.1]\nparam w0 = 1.3, w1 = [[0.2, 0.9], [-0.4, 1.7]], w2 = 0.6\n";
  for (int i = 0; i < 12; ++i) {
    const std::string name = "n" + std::to_string(i);
    text += name + " = " + expression() + "\n";
    names.push_back(name);
  }
  return text + "L = mean_over_examples(sum(n11 + n10*n9))\nloss L\n";
}

}  // namespace chainrule
