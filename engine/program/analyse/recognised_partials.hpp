// Recognising partials: an expression of the gradient graph that is the partial of an op is found by its rule.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace chainrule::program {

/// A node that is d(value)/d(operand) of another node.
struct RecognisedPartial {
  NodeId value = 0;          ///< the node whose partial it is
  std::uint8_t operand = 0;  ///< by which of its operands
  std::uint32_t reads = 0;   ///< bit i: its rule reads operand i
  bool reads_value = false;
  bool costs_as_value = false;  ///< beyond arithmetic: worth being computed together with the value
  bool is_own_op = false;       ///< one op, beyond arithmetic, of the value's operands: it can be computed by itself
};

/// The partials that stand in an interning graph as expressions. Each op's rule builds its partials once more, as more
/// nodes; where it meets a node that was there before, that node is the partial. So no formula is written twice.
class RecognisedPartials {
 public:
  RecognisedPartials(Graph& graph, std::span<const NodeId> nodes);
  /// Null if the node is no partial, or one that needs no computing (an operand, a number).
  const RecognisedPartial* find(NodeId node) const;

 private:
  void recognise(NodeId id);
  RecognisedPartial described(NodeId value, std::uint8_t operand, NodeId partial) const;

  Graph& graph_;
  std::size_t size_;  // of the graph before
  std::unordered_map<NodeId, RecognisedPartial> found_;
};

}  // namespace chainrule::program
