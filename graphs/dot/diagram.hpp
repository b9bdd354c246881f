// A graph as the boxes and arrows of a picture, before anything is said of how they are written.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/graph/labels.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace chainrule {

/// A leaf, or one or more operations that are drawn together.
struct Box {
  NodeId node = 0;                  ///< the leaf, or the operation that the others lead to
  std::span<const NodeId> members;  ///< the operations in canonical order; none of a leaf
  const Group* group = nullptr;     ///< if the box stands for one of the graph's groups
  bool in_gradient = false;         ///< only cotangents need it
  std::size_t left_out = 0;         ///< boxes beside it that are not drawn
};

/// Where one node's value goes into another box. Several uses there are one arrow.
struct Arrow {
  struct Use {
    NodeId consumer;
    std::uint32_t operand;
  };
  std::size_t from = 0, to = 0;  ///< indices of boxes
  NodeId source = 0;
  std::span<const Use> uses;
};

struct DiagramOptions {
  std::optional<NodeId> loss;
  /// Cotangents to be drawn besides. What only they need is `in_gradient`.
  std::vector<NodeId> gradient;
  /// One box per group; and unnamed arithmetic that has one consumer goes into that consumer's box, if that is
  /// arithmetic too or has a name. Otherwise every operation has its own box.
  bool joined = true;
  std::vector<NodeId> open = {};  ///< nodes whose boxes are not joined after all
  /// Only boxes at most `depth` arrows away from this node's, either way.
  std::optional<NodeId> around = {};
  std::size_t depth = 1;
};

/// Which boxes there are, in the order in which they are drawn: operations in canonical order, cotangents last and as
/// they were given; a leaf before the box that first uses it, inputs before parameters. Constants have no box: formulas
/// show their numbers. What neither the loss, a name nor a group needs is left out, unless there is no loss.
class Diagram {
 public:
  static constexpr std::size_t kNowhere = ~std::size_t{0};

  /// The graph and the labels must outlive the diagram. GraphError for the middle of a part that no box draws.
  Diagram(const Labels& labels, const DiagramOptions& options);

  std::span<const Box> boxes() const { return boxes_; }
  /// In the order of the boxes they lead to.
  std::span<const Arrow> arrows() const { return arrows_; }
  /// The index of the box that draws the node; kNowhere if none does.
  std::size_t box_of(NodeId id) const { return box_of_[id]; }
  /// By node: what has a box or a line in one, so that formulas mention it by its label.
  const std::vector<bool>& has_line() const { return has_line_; }
  /// The members of the box that formulas mention by their label; of most boxes one, the box's own node.
  std::vector<NodeId> lines(const Box& box) const;

 private:
  void mark_drawn();
  void mark_gradient();
  void assign_groups();
  void assign_owners();
  bool joins_consumer(NodeId id) const;
  void mark_lines();
  bool needs_line(NodeId id) const;
  void place_boxes();
  void place_leaf(NodeId id);
  void draw_arrows();
  void keep_around(NodeId middle);
  void keep_arrows(const std::vector<std::size_t>& place);
  bool is_drawn_leaf(NodeId id) const;
  std::vector<std::uint32_t> operand_order(NodeId id) const;

  const Graph& graph_;
  std::span<const NodeId> order_;
  DiagramOptions options_;
  std::vector<bool> drawn_;
  std::vector<bool> open_;      // and what would be joined to those
  std::vector<bool> gradient_;  // cotangents and what only they need
  std::vector<bool> gradient_root_;
  std::vector<std::uint32_t> uses_;  // by what is drawn
  std::vector<NodeId> consumer_;     // of a node with one use
  std::vector<NodeId> owner_;        // the node whose box draws it
  std::vector<const Group*> group_;  // by owner
  std::vector<bool> has_line_;
  std::vector<std::size_t> box_of_;
  std::vector<NodeId> members_;
  std::vector<Box> boxes_;
  std::vector<Arrow> arrows_;
  std::vector<Arrow::Use> arrow_uses_;
};

}  // namespace chainrule
