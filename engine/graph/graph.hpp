// The computation graph: structure, names and default values.
#pragma once

#include <chainrule/engine/base/arena.hpp>
#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/base/sequence.hpp>
#include <chainrule/engine/graph/expr.hpp>
#include <chainrule/engine/graph/node.hpp>
#include <chainrule/engine/op/op_set.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// A named sub-diagram that views may draw as one box.
struct Group {
  std::string name;
  std::vector<NodeId> nodes;
};

/// An op of the standard list: its slot, known when the program is compiled.
struct StandardOp {
  std::uint16_t slot = 0;
  std::uint32_t not_differentiable = 0;
};

/// How a graph is made.
struct GraphOptions {
  bool intern = true;          ///< equal expressions are one node; off for bulk building
  Arena* arena = nullptr;      ///< where nodes live; the graph's own if null. It must outlive the graph.
  const OpSet* ops = nullptr;  ///< the language; standard_ops() if null. It must outlive the graph.
};

/// A directed acyclic graph of operations. It only grows, and an operation's operands exist before it does, so the
/// order of creation is a topological order. It holds no results: those belong to whoever runs it, so a const graph may
/// be used by many threads at once.
class Graph {
 public:
  explicit Graph(const GraphOptions& options = {});
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  // Building. A name may be used once; GraphError otherwise.

  Expr input(std::string_view name, const Shape& shape = {});
  Expr input(std::string_view name, double value);
  Expr input(std::string_view name, const Shape& shape, std::span<const double> values);
  Expr parameter(std::string_view name, const Shape& shape = {});
  Expr parameter(std::string_view name, double value);
  Expr parameter(std::string_view name, const Shape& shape, std::span<const double> values);
  Expr constant(double value);
  Expr constant(const Shape& shape, std::span<const double> values);
  /// m, the number of examples, as a shared node.
  Expr examples();
  /// An unnamed parameter, for graphs built in bulk.
  Expr anonymous_parameter(double value);

  /// The op applied to its operands. Throws ShapeError naming op, nodes and shapes, GraphError for a node of another
  /// graph or a wrong number of operands.
  Expr apply(const OpInfo& op, std::span<const Expr> operands, const Attributes& attributes = {});
  /// Applies an op of the standard list to one or two operands, the first a node of this graph; the fast path for
  /// scalars in bulk.
  Expr apply(StandardOp op, const Expr& a);
  Expr apply(StandardOp op, const Expr& a, const Expr& b);

  /// Gives the node one more name.
  void name(const Expr& node, std::string_view name);
  void group(std::string_view name, std::span<const Expr> nodes);
  /// Marks the default output.
  void set_loss(const Expr& node);

  // Reading.

  std::size_t size() const { return nodes_.size(); }
  const Node& node(NodeId id) const { return nodes_[id]; }
  const Sequence<Node>& nodes() const { return nodes_; }
  Role role(NodeId id) const { return node(id).role(); }
  const OpInfo& op(NodeId id) const { return *table_[node(id).op]; }
  /// An operation's kernels over many elements; null for an op that the graph's language does not list.
  const LaneKernels<double>* lanes(NodeId id) const {
    const std::size_t index = std::size_t{node(id).op} - 1;
    return index < ops_->lanes.size() ? &ops_->lanes[index] : nullptr;
  }
  /// By the slot in Node::op; slot 0 is null.
  std::span<const OpInfo* const> op_table() const { return table_; }
  std::span<const NodeId> operands(NodeId id) const;
  /// The operands of a node that has more than two.
  const NodeId* operands_in_detail(const Node& node) const { return details_[node.detail - 1].operands; }
  const Shape& shape(NodeId id) const;
  const Attributes& attributes(NodeId id) const;
  /// Whether it is a constant without axes.
  bool is_number(NodeId id) const { return role(id) == Role::constant && shape(id).is_scalar(); }
  bool per_example(NodeId id) const { return node(id).has(NodeFlags::kPerExample); }
  /// A leaf's default value; empty if it was given none.
  std::span<const double> values(NodeId id) const;
  Expr expr(NodeId id) const { return Expr(const_cast<Graph&>(*this), id); }
  /// Whether every node is an elementwise operation on scalars or a scalar leaf: such graphs are swept fastest.
  bool is_plain() const { return plain_; }
  const OpSet& ops() const { return *ops_; }
  /// Whether nodes of standard ops are appended as they come, without interning.
  bool is_bulk() const { return bulk_; }

  std::optional<Expr> find(std::string_view name) const;
  /// Throws GraphError naming what there is, if there is no such name.
  Expr at(std::string_view name) const;
  /// The node's first name; empty if it has none.
  std::string_view name_of(NodeId id) const;

  struct Naming {
    std::string_view name;
    NodeId node;
  };
  /// All names in the order in which they were given.
  std::span<const Naming> names() const { return names_; }
  std::span<const Group> groups() const { return groups_; }
  std::optional<Expr> loss() const;
  /// Before this one, all nodes are leaves.
  NodeId first_operation() const { return first_operation_; }
  /// All leaves in the order of their creation.
  const Sequence<NodeId>& leaves() const { return leaves_; }
  /// Leaves of that role in the order of their creation.
  std::vector<NodeId> leaves(Role role) const;

 private:
  friend class BulkBuilder;

  NodeId append_scalar(StandardOp op, unsigned arity, NodeId a, NodeId b);
  Expr leaf(Role role, std::string_view name, const Shape& shape, std::span<const double> values);
  /// A node before it is known to be new; its detail's lists still live with the caller.
  struct Draft {
    Node node;
    NodeDetail detail;
    bool has_detail = false;
  };
  Expr commit(Draft draft);
  Expr adopt(const Expr& operand);
  std::uint16_t slot_of(const OpInfo& op);
  Draft draft_operation(const OpInfo& op, std::span<const Expr> operands, std::span<NodeId> ids,
                        const Attributes& attributes);
  Shape result_shape(const OpInfo& op, std::span<const Expr> operands, const Attributes& attributes) const;
  void check_operands(const OpInfo& op, std::span<const Expr> operands) const;
  NodeDetail stored(const NodeDetail& detail);
  Expr append_scalar(StandardOp op, unsigned arity, const Expr& a, const Expr& b);
  Expr apply_standard(StandardOp op, std::span<const Expr> operands);
  std::string describe_node(const Expr& node) const;

  // Interning: an open-addressing table of node ids, empty where the value is 0 (stored as id + 1).
  static std::uint64_t hash(const Node& node, const NodeDetail* detail);
  bool equal(NodeId id, const Draft& draft) const;
  std::uint32_t& intern_place(std::uint64_t hash, const Draft* draft);
  void grow_intern_table();

  Arena own_arena_;
  Arena* arena_;
  const OpSet* ops_;
  bool interning_;
  bool standard_;  // the table begins with the standard list
  bool bulk_;      // ... and nodes are appended as they come
  bool plain_ = true;
  Sequence<Node> nodes_;
  Sequence<NodeDetail> details_;
  Sequence<NodeId> leaves_;
  NodeId first_operation_ = 0;
  std::vector<const OpInfo*> table_;
  std::vector<std::uint32_t> intern_table_;
  std::size_t interned_ = 0;
  std::vector<Naming> names_;
  std::unordered_map<std::string_view, std::uint32_t> by_name_;
  std::unordered_map<NodeId, std::uint32_t> first_name_;
  std::vector<Group> groups_;
  std::optional<NodeId> loss_;
  std::optional<NodeId> examples_;
};

/// Gives the node a name and returns it.
Expr named(std::string_view name, const Expr& node);

/// The flags of an operation on scalars, from its operands' flags.
inline unsigned flags_of_scalar(StandardOp op, unsigned arity, unsigned of_a, unsigned of_b) {
  constexpr unsigned kInherited = NodeFlags::kPerExample | NodeFlags::kOnParameter;
  const unsigned from_a = of_a & ((op.not_differentiable & 1U) != 0 ? NodeFlags::kPerExample : kInherited);
  const unsigned from_b = of_b & ((op.not_differentiable & 2U) != 0 ? NodeFlags::kPerExample : kInherited);
  static_assert(NodeFlags::kOnParameter >> 2 == NodeFlags::kWants0 &&
                NodeFlags::kOnParameter >> 1 == NodeFlags::kWants1);
  const unsigned wants_a = (from_a & NodeFlags::kOnParameter) >> 2;
  const unsigned wants_b = arity == 2 ? (from_b & NodeFlags::kOnParameter) >> 1 : 0;
  return from_a | from_b | wants_a | wants_b;
}

inline Expr Graph::append_scalar(StandardOp op, unsigned arity, const Expr& a, const Expr& b) {
  const unsigned flags =
      flags_of_scalar(op, arity, static_cast<unsigned>(a.bits_ >> 32), static_cast<unsigned>(b.bits_ >> 32));
  const std::uint64_t id = nodes_.size();
  Node::write_scalar(nodes_.append(), op.slot, arity, flags, a.id(), b.id());
  constexpr unsigned kKept = NodeFlags::kPerExample | NodeFlags::kOnParameter;
  return {this, id | std::uint64_t{flags & kKept} << 32 | Expr::kBulkScalar};
}

inline NodeId Graph::append_scalar(StandardOp op, unsigned arity, NodeId a, NodeId b) {
  const unsigned flags = flags_of_scalar(op, arity, nodes_.recent(a).flags, nodes_.recent(b).flags);
  const auto id = static_cast<NodeId>(nodes_.size());
  Node::write_scalar(nodes_.append(), op.slot, arity, flags, a, b);
  return id;
}

inline Expr Graph::apply(StandardOp op, const Expr& a) {
  if (a.has(Expr::kBulkScalar)) return append_scalar(op, 1, a, a);
  return apply_standard(op, {&a, 1});
}

inline Expr Graph::apply(StandardOp op, const Expr& a, const Expr& b) {
  if (a.graph_ == b.graph_ && (a.bits_ & b.bits_ & Expr::kBulkScalar) != 0) return append_scalar(op, 2, a, b);
  const Expr operands[] = {a, b};
  return apply_standard(op, operands);
}

}  // namespace chainrule
