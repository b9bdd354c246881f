#include <chainrule/engine/graph/needed_nodes.hpp>
#include <chainrule/engine/program/analyse/stages.hpp>

#include <algorithm>
#include <cstdint>

namespace chainrule::program {

namespace {

class Planner {
 public:
  Planner(const Graph& graph, std::span<const NodeId> outputs)
      : graph_(graph), is_needed_(needed_nodes(graph, outputs)), end_(is_needed_.size()), is_output_(end_) {
    for (const NodeId output : outputs) is_output_[output] = true;
    number_passes();
  }

  std::vector<Stage> stages() const {
    std::vector<Stage> stages;
    std::vector<std::uint32_t> computed(end_, 0);  // in how many passes
    for (std::uint32_t pass = 0; pass <= last_; ++pass) {
      Stage shared;
      for (NodeId id = 0; id < end_; ++id)
        if (runs_once(id) && pass_[id] == pass) shared.nodes.push_back(id);
      if (!shared.nodes.empty()) stages.push_back(std::move(shared));
      Stage blocks = block_stage(pass);
      for (const NodeId id : blocks.nodes)
        if (computed[id]++ > 0) ++blocks.recomputed;
      if (!blocks.nodes.empty()) stages.push_back(std::move(blocks));
    }
    return stages;
  }

 private:
  bool is_sum(NodeId id) const {
    return graph_.role(id) == Role::operation && graph_.op(id).kind == OpKind::example_reduction;
  }
  bool runs_once(NodeId id) const {
    return is_needed_[id] && graph_.role(id) == Role::operation && !graph_.per_example(id) && !is_sum(id);
  }

  /// A shared node's pass is the first one before which it can run; a per-example node's the first one that can
  /// compute it.
  void number_passes() {
    pass_.resize(end_, 0);
    for (NodeId id = 0; id < end_; ++id) {
      if (!is_needed_[id]) continue;
      for (const NodeId operand : graph_.operands(id)) pass_[id] = std::max(pass_[id], pass_[operand]);
      if (is_sum(id)) ++pass_[id];
      last_ = std::max(last_, pass_[id]);
    }
  }

  /// Marks the nodes that the sums and the outputs of this pass depend on, example by example; the sums among them.
  Stage block_stage(std::uint32_t pass) const {
    std::vector<bool> is_wanted(end_);
    for (NodeId id = 0; id < end_; ++id) {
      if (!is_needed_[id] || graph_.role(id) != Role::operation) continue;
      if (is_sum(id) && pass_[id] == pass + 1) is_wanted[id] = true;
      if (graph_.per_example(id) && is_output_[id] && pass_[id] == pass) is_wanted[id] = true;
    }
    for (std::size_t id = end_; id-- > 0;)
      if (is_wanted[id])
        for (const NodeId operand : graph_.operands(static_cast<NodeId>(id)))
          if (graph_.per_example(operand)) is_wanted[operand] = true;
    Stage stage{.per_block = true};
    for (NodeId id = 0; id < end_; ++id)
      if (is_wanted[id] && graph_.role(id) == Role::operation) stage.nodes.push_back(id);
    return stage;
  }

  const Graph& graph_;
  std::vector<bool> is_needed_;
  std::size_t end_;
  std::vector<bool> is_output_;
  std::vector<std::uint32_t> pass_;
  std::uint32_t last_ = 0;
};

}  // namespace

std::vector<Stage> plan_stages(const Graph& graph, std::span<const NodeId> outputs) {
  return Planner(graph, outputs).stages();
}

std::vector<NodeId> nodes_of(std::span<const Stage> stages) {
  std::vector<NodeId> nodes;
  for (const Stage& stage : stages) nodes.insert(nodes.end(), stage.nodes.begin(), stage.nodes.end());
  return nodes;
}

}  // namespace chainrule::program
