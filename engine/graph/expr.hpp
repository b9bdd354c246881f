// The expression carrier: a handle to a node, with which formulas are written.
#pragma once

#include <chainrule/engine/graph/node.hpp>

#include <bit>
#include <cstdint>

namespace chainrule {

class Graph;

/// A node of a graph, or a plain number that has not met a graph yet. Copying it copies the handle. Operators and
/// functions on expressions append nodes; the mathematics of the ops is written against this type as against numbers.
class Expr {
 public:
  Expr(double number = 0) : bits_(std::bit_cast<std::uint64_t>(number)) {}  // NOLINT: 1 - a reads as mathematics
  Expr(int number) : Expr(static_cast<double>(number)) {}                   // NOLINT
  Expr(Graph& graph, NodeId id);

  bool is_number() const { return graph_ == nullptr; }
  /// The number, if it has not met a graph.
  double number() const { return std::bit_cast<double>(bits_); }
  Graph* graph() const { return graph_; }
  NodeId id() const { return static_cast<NodeId>(bits_); }

  const Shape& shape() const;
  bool per_example() const { return has(kPerExample); }
  /// Whether it is an input or a parameter: whoever runs the graph may give it a value.
  bool is_settable() const { return has(kSettable); }
  /// Whether both are one node, or numbers with the same bits; `==` between expressions builds a comparison node.
  bool same_as(const Expr& other) const { return graph_ == other.graph_ && id_or_number() == other.id_or_number(); }

 private:
  friend class Graph;
  // Beside the id: what building needs to know of a node, so that it looks nothing up.
  static constexpr std::uint64_t kPerExample = std::uint64_t{NodeFlags::kPerExample} << 32;
  static constexpr std::uint64_t kOnParameter = std::uint64_t{NodeFlags::kOnParameter} << 32;
  static constexpr std::uint64_t kBulkScalar = std::uint64_t{1} << 40;  // a scalar in a graph that is built in bulk
  static constexpr std::uint64_t kSettable = std::uint64_t{1} << 41;

  Expr(Graph* graph, std::uint64_t bits) : graph_(graph), bits_(bits) {}

  bool has(std::uint64_t bit) const { return graph_ != nullptr && (bits_ & bit) != 0; }
  std::uint64_t id_or_number() const { return graph_ == nullptr ? bits_ : id(); }

  Graph* graph_ = nullptr;
  std::uint64_t bits_;  // a number's bits, or id and what is said above
};

/// Whether the expression is that plain number.
inline bool is_number(const Expr& expr, double number) { return expr.is_number() && expr.number() == number; }

}  // namespace chainrule
