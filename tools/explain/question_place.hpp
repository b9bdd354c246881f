// Where a question may arise, and what its answer is given.
#pragma once

#include <chainrule/tools/explain/derivation.hpp>
#include <chainrule/tools/explain/document.hpp>

#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace chainrule::asking {

/// The formulas put into the answer, and which of several answers it is.
struct Given {
  Given(std::initializer_list<Arguments::value_type> list, std::string_view which = {})
      : arguments(list), variant(which) {}
  Arguments arguments;
  std::string_view variant;
};
using Arises = std::optional<Given>;

/// The place that a question may look at.
struct Place {
  Derivations& all;
  const Derivation& here;

  const Graph& graph() const { return all.graph(); }
  NodeId loss() const { return all.flow().loss(); }
  bool is_operation() const { return graph().role(here.node) == Role::operation; }
  /// Whether it is worth looking at all nodes.
  bool is_small() const { return all.nodes().size() <= 100; }
  bool is_scalar() const { return here.numbers.size() == 1; }
  Formula name(NodeId node) const { return name_of(all.labels(), node); }
  Formula cotangent(NodeId node) const { return cotangent_name(all.labels(), node, loss()); }
  Formula number() const { return numbers_formula(here.numbers); }
  /// The only consumer, with the edge to it.
  const Edge* only_edge(NodeId node) const {
    const auto edges = all.flow().into(node);
    return edges.size() == 1 ? &edges[0] : nullptr;
  }
};

/// Where the node's consumer is fused with what uses it: z of a = σ(z), L = log_loss(a, y).
struct Fusion {
  NodeId middle;  ///< a
  NodeId outer;   ///< L
  const OpInfo* fused;
};

std::optional<Fusion> fusion_above(const Place& place);
/// The fused op on the numbers of the node and of the outer op's other operands: its value and its derivative.
std::pair<double, double> fused_numbers(const Place& place, const Fusion& fusion);
bool all_finite(const std::vector<double>& numbers);

// Whether a question arises at a place.
Arises why_subtract(const Place& place);
Arises why_mean(const Place& place);
Arises w_transposed_x(const Place& place);
Arises shape_of_dw(const Place& place);
Arises notations(const Place& place);
Arises recipe(const Place& place);
Arises loss_at_one(const Place& place);
Arises vanishing(const Place& place);

}  // namespace chainrule::asking
