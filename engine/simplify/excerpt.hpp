// The top of an expression as a graph of its own, for trying out other ways of writing it.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace chainrule {

/// How large an expression is to a reader: its distinct nodes, then the symbols of its text. Named nodes count as one.
struct ReadingSize {
  std::size_t nodes = 0;
  double symbols = 0;
  friend auto operator<=>(const ReadingSize&, const ReadingSize&) = default;
};

/// A copy of the nodes nearest to a root, at most a fixed number of them; those below are leaves. Operands are copied
/// before their consumers and from left to right, so ids follow the order in which a reader meets them.
class Excerpt {
 public:
  enum class Names : std::uint8_t {
    closed,  ///< named sums, products and constants are leaves, as long as they are not the root
    open
  };
  Excerpt(const Expr& root, Names names);
  Excerpt(const Excerpt&) = delete;
  Excerpt& operator=(const Excerpt&) = delete;

  Graph& graph() { return graph_; }
  const Expr& root() const { return root_; }
  /// Whether there is a named node that Names::open would open.
  bool has_closed_names() const { return has_closed_names_; }
  /// Whether the original has a name; never of the root.
  bool is_named(NodeId copy) const { return named_.contains(copy); }

  ReadingSize size(const Expr& copy);
  /// The nodes that a reader sees of the expression, named ones and what is below those only with `inside_names`.
  std::vector<NodeId> nodes_of(const Expr& copy, bool inside_names) const;
  /// The copy, or an expression written in the excerpt's graph, as an expression of the original graph.
  Expr exported(const Expr& copy);

 private:
  void select(Names names);
  bool opens(NodeId id, Names names);
  void copy_selected();
  void copy(NodeId id);
  Expr copy_leaf(NodeId id);
  void export_node(NodeId copy);

  Graph* original_;
  NodeId original_root_;
  Graph graph_;
  Expr root_;
  bool has_closed_names_ = false;
  std::unordered_set<NodeId> selected_;           // originals that are copied with their operands
  std::unordered_map<NodeId, Expr> copies_;       // by original
  std::unordered_map<NodeId, NodeId> originals_;  // by copy
  std::unordered_set<NodeId> named_;              // copies
  std::vector<double> symbols_;                   // by copy
};

}  // namespace chainrule
