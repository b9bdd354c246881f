// Which op is to blame for a wrong gradient.
#pragma once

#include <chainrule/engine/autodiff/activity.hpp>
#include <chainrule/engine/check/edge_check.hpp>

#include <map>
#include <optional>
#include <span>
#include <utility>

namespace chainrule {

/// Where the worst edge between a parameter and the loss is.
class BlameSearch {
 public:
  explicit BlameSearch(const Sweep& sweep) : graph_(sweep.graph()), edges_(sweep) {}

  std::optional<WrongEdge> worst_between(const Expr& parameter, std::span<const Expr> losses) {
    std::optional<WrongEdge> worst;
    for (const Expr& loss : losses) {
      Activity activity;
      activity.mark_active(graph_, loss.id(), std::span(&parameter, 1));
      activity.mark_reached(graph_, loss.id());
      for (NodeId id = 0; id <= loss.id(); ++id)
        for (std::size_t i = 0; activity.is_reached(id) && i < graph_.operands(id).size(); ++i)
          if (activity.follows(graph_, id, i)) keep_worse(worst, looked_at(id, i));
    }
    return worst;
  }

 private:
  const std::optional<WrongEdge>& looked_at(NodeId node, std::size_t operand) {
    const auto [place, is_new] = seen_.try_emplace({node, operand});
    if (is_new) place->second = edges_.wrong(node, operand);
    return place->second;
  }
  static void keep_worse(std::optional<WrongEdge>& worst, const std::optional<WrongEdge>& edge) {
    if (edge && (!worst || edge->error > worst->error)) worst = edge;
  }

  const Graph& graph_;
  EdgeCheck edges_;
  std::map<std::pair<NodeId, std::size_t>, std::optional<WrongEdge>> seen_;
};

}  // namespace chainrule
