#include <chainrule/engine/graph/order.hpp>

#include <cstdint>

namespace chainrule {

namespace {

/// Depth-first post-order with its own stack, so that a chain may be as long as memory.
class PostOrder {
 public:
  explicit PostOrder(const Graph& graph) : graph_(graph), seen_(graph.size()) { order_.reserve(graph.size()); }

  void visit(NodeId root) {
    enter(root);
    while (!path_.empty()) {
      Visit& top = path_.back();
      const std::span<const NodeId> operands = graph_.operands(top.node);
      if (top.next < operands.size()) {
        enter(operands[top.next++]);
      } else {
        order_.push_back(top.node);
        path_.pop_back();
      }
    }
  }

  std::vector<NodeId> take() { return std::move(order_); }

 private:
  struct Visit {
    NodeId node;
    std::uint32_t next;
  };

  void enter(NodeId node) {
    if (seen_[node]) return;
    seen_[node] = true;
    path_.push_back({node, 0});
  }

  const Graph& graph_;
  std::vector<bool> seen_;
  std::vector<Visit> path_;
  std::vector<NodeId> order_;
};

std::vector<bool> consumed_nodes(const Graph& graph) {
  std::vector<bool> consumed(graph.size());
  for (NodeId id = 0; id < graph.size(); ++id)
    for (const NodeId operand : graph.operands(id)) consumed[operand] = true;
  return consumed;
}

}  // namespace

std::vector<NodeId> canonical_order(const Graph& graph) {
  PostOrder order(graph);
  for (const Graph::Naming& naming : graph.names()) order.visit(naming.node);
  if (const auto loss = graph.loss()) order.visit(loss->id());
  const std::vector<bool> consumed = consumed_nodes(graph);
  for (NodeId id = 0; id < graph.size(); ++id)
    if (!consumed[id]) order.visit(id);
  return order.take();
}

}  // namespace chainrule
