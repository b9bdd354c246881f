// The labels under which views show the nodes, their cotangents and the partials on their edges.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// A label for every node that the graph has when they are made: its first name; of a scalar constant its number; of m
/// "examples". Other nodes are counted in canonical order, skipping names that are taken: t1, t2, ... for operations,
/// p1, p2, ... for parameters, x1, x2, ... for inputs, c1, c2, ... for constant tensors. Labels are unique but for
/// constants. The graph must outlive them.
class Labels {
 public:
  explicit Labels(const Graph& graph);

  /// Throws GraphError for a node that is newer than the labels.
  std::string_view operator[](NodeId id) const;
  /// The canonical order.
  std::span<const NodeId> order() const { return order_; }
  /// The node of any of its names or of its label; of several constants of that number the first.
  std::optional<NodeId> find(std::string_view label) const;
  const Graph& graph() const { return *graph_; }

 private:
  /// Anonymous nodes that are counted together; node_of[n - 1] is the node with number n, kNone where a name is
  /// skipped.
  struct Series {
    std::string_view prefix;
    std::vector<NodeId> node_of;
  };
  static constexpr NodeId kNone = ~NodeId{0};

  std::string_view make_label(NodeId id);
  std::string_view next_in(Series& series, NodeId id);
  std::string_view keep(std::string_view text);
  std::string_view keep_uncounted(std::string_view text, NodeId id);
  Series& series_of(NodeId id);

  const Graph* graph_;
  std::vector<NodeId> order_;
  std::vector<std::string_view> labels_;
  std::unique_ptr<Arena> text_;
  std::array<Series, 5> series_;
  std::unordered_map<std::string_view, NodeId> uncounted_;  // scalar constants, the first of equal ones, and m
};

/// The label of d(loss)/d(node): "dz", or "d(L)/d(z)" where another node is called dz. `loss` may be left out, then
/// the second form is "d/d(z)".
std::string cotangent_label(const Labels& labels, NodeId node, std::optional<NodeId> loss = std::nullopt);

/// The label of d(out)/d(in): "da/dz"; "d(my loss)/d(z)" where a label is not a single word.
std::string partial_label(const Labels& labels, NodeId out, NodeId in);
/// The label of a partial between nodes of these labels: "da/dz", or "d(L)/d(z)" where one is no plain word.
std::string partial_label(std::string_view out, std::string_view in);

}  // namespace chainrule
