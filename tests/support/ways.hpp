// First and second derivatives of a scalar by every way there is to compute them.
#pragma once

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/jacobian.hpp>
#include <chainrule/engine/autodiff/jvp.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/autodiff/tangents.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/ops/functions.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::testing {

/// What one way of computing gives: all elements of the nodes asked for, one after another.
struct Way {
  std::string_view name;
  std::vector<double> numbers;
};

inline std::size_t elements_of(std::span<const Expr> nodes) {
  std::size_t count = 0;
  for (const Expr& node : nodes) count += node.shape().size();
  return count;
}

/// Direction k: element k of all of them moves by 1. Calls visit(k, tangents of the nodes).
template <class Visit> void for_each_direction(std::span<const Expr> nodes, Visit visit) {
  std::size_t k = 0;
  for (std::size_t node = 0; node < nodes.size(); ++node)
    for (std::size_t element = 0; element < nodes[node].shape().size(); ++element) {
      std::vector<std::vector<double>> tangents;
      for (const Expr& each : nodes) tangents.emplace_back(each.shape().size(), 0.0);
      tangents[node][element] = 1;
      visit(k++, tangents);
    }
}

/// The values of nodes or plain numbers, each as one of the nodes whose derivative it is.
inline std::vector<double> values_of(Graph& graph, std::span<const Expr> expressions, std::span<const Expr> like) {
  Sweep sweep(graph);
  sweep.forward();
  std::vector<double> all;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    if (expressions[i].is_number())
      all.insert(all.end(), like[i].shape().size(), expressions[i].number());
    else
      all.insert(all.end(), sweep.values(expressions[i]).begin(), sweep.values(expressions[i]).end());
  }
  return all;
}

inline std::vector<double> by_program(std::span<const Expr> expressions, std::span<const Expr> like,
                                      Precision precision = Precision::float64) {
  std::vector<Output> outputs{{"leaf", like[0]}};
  for (std::size_t i = 0; i < expressions.size(); ++i) outputs.push_back({"d" + std::to_string(i), expressions[i]});
  const Program program = compile(outputs, {.precision = precision});
  Run run(program);
  run();
  std::vector<double> all;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const auto values = run.values(i + 1);
    if (values.size() == like[i].shape().size())
      all.insert(all.end(), values.begin(), values.end());
    else
      all.insert(all.end(), like[i].shape().size(), values[0]);
  }
  return all;
}

inline std::vector<Expr> derivatives(const Expr& loss, std::span<const Expr> wrt) {
  Gradient gradients = gradient(loss, wrt);
  std::vector<Expr> all;
  for (const Expr& node : wrt) all.push_back(gradients.of(node));
  return all;
}

/// The tangents that a direction gives: nodes, or the plain number 0 for what does not move.
inline std::vector<Expr> tangent_nodes(Graph& graph, std::span<const Expr> wrt,
                                       const std::vector<std::vector<double>>& tangents) {
  std::vector<Expr> nodes;
  for (std::size_t i = 0; i < wrt.size(); ++i) {
    const bool moves = std::ranges::any_of(tangents[i], [](double tangent) { return tangent != 0; });
    nodes.push_back(moves ? graph.constant(Shape(wrt[i].shape()), tangents[i]) : Expr(0));
  }
  return nodes;
}

/// d(loss)/d(element) for all elements of the nodes.
inline std::vector<Way> gradients(const Expr& loss, std::span<const Expr> wrt) {
  Graph& graph = *loss.graph();
  std::vector<Way> ways;
  Sweep sweep(graph);
  sweep.backward(loss, wrt);
  Way by_sweep{"sweep", {}}, forward{"forward", {}}, tangent_graph{"tangent graph", {}};
  for (const Expr& node : wrt) {
    const auto cotangents = sweep.cotangents(node);
    by_sweep.numbers.insert(by_sweep.numbers.end(), cotangents.begin(), cotangents.end());
  }
  const std::vector<Expr> expressions = derivatives(loss, wrt);
  for_each_direction(wrt, [&](std::size_t, const auto& direction) {
    Sweep values(graph);
    values.forward();
    Tangents tangents(values, std::span(&loss, 1));
    for (std::size_t i = 0; i < wrt.size(); ++i) tangents.set(wrt[i], direction[i]);
    tangents.forward();
    forward.numbers.push_back(tangents.of(loss)[0]);
    const Expr tangent = jvp(loss, wrt, tangent_nodes(graph, wrt, direction));
    tangent_graph.numbers.push_back(values_of(graph, std::span(&tangent, 1), std::span(&loss, 1))[0]);
  });
  return {by_sweep,
          {"gradient graph", values_of(graph, expressions, wrt)},
          {"program", by_program(expressions, wrt)},
          forward,
          tangent_graph};
}

/// The gradient by a program of floats.
inline Way float_gradient(const Expr& loss, std::span<const Expr> wrt) {
  return {"program of floats", by_program(derivatives(loss, wrt), wrt, Precision::float32)};
}

/// d²(loss)/d(element)d(element), row by row.
inline std::vector<Way> hessians(const Expr& loss, std::span<const Expr> wrt) {
  Graph& graph = *loss.graph();
  const std::vector<Expr> first = derivatives(loss, wrt);
  Way over_reverse{"gradient graph over gradient graph", {}}, swept{"sweep over gradient graph", {}};
  for (std::size_t i = 0; i < wrt.size(); ++i)
    for (std::size_t element = 0; element < wrt[i].shape().size(); ++element) {
      const std::size_t count = elements_of(wrt);
      if (first[i].is_number()) {
        over_reverse.numbers.insert(over_reverse.numbers.end(), count, 0.0);
        swept.numbers.insert(swept.numbers.end(), count, 0.0);
        continue;
      }
      std::vector<double> pick(wrt[i].shape().size(), 0.0);
      pick[element] = 1;
      const Expr row = sum(mul0(graph.constant(Shape(wrt[i].shape()), pick), first[i]));
      const auto second = values_of(graph, derivatives(row, wrt), wrt);
      over_reverse.numbers.insert(over_reverse.numbers.end(), second.begin(), second.end());
      Sweep sweep(graph);
      sweep.backward(row, wrt);
      for (const Expr& node : wrt)
        for (const double cotangent : sweep.cotangents(node)) swept.numbers.push_back(cotangent);
    }
  Way forward{"forward over reverse", {}}, products{"program of hvp", {}}, by_hvp{"hvp of a sweep", {}};
  for_each_direction(wrt, [&](std::size_t, const auto& direction) {
    const std::vector<Expr> column = hvp(loss, wrt, tangent_nodes(graph, wrt, direction));
    for (const double number : by_program(column, wrt)) products.numbers.push_back(number);
    for (const double number : values_of(graph, column, wrt)) forward.numbers.push_back(number);
    Sweep sweep(graph);
    sweep.forward();
    for (const auto& part : hvp(sweep, loss, wrt, direction))
      by_hvp.numbers.insert(by_hvp.numbers.end(), part.begin(), part.end());
  });
  return {over_reverse, swept, forward, products, by_hvp};
}

/// The same by a program of floats.
inline Way float_hessian(const Expr& loss, std::span<const Expr> wrt) {
  Way products{"program of floats", {}};
  for_each_direction(wrt, [&](std::size_t, const auto& direction) {
    const std::vector<Expr> column = hvp(loss, wrt, tangent_nodes(*loss.graph(), wrt, direction));
    for (const double number : by_program(column, wrt, Precision::float32)) products.numbers.push_back(number);
  });
  return products;
}

}  // namespace chainrule::testing
