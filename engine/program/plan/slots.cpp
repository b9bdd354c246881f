#include <chainrule/engine/program/plan/slots.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace chainrule::program {

namespace {

/// Places of a growing memory that come back when they are free. Of like ones the last that came back is the next that
/// is taken: it is still in the cache.
class Slots {
 public:
  std::size_t take(std::size_t size) {
    auto fits = free_.lower_bound(size);
    if (fits != free_.end() && fits->first <= 2 * size) {
      fits = std::prev(free_.upper_bound(fits->first));
      const std::size_t offset = fits->second;
      taken_.emplace(offset, fits->first);
      free_.erase(fits);
      return offset;
    }
    taken_.emplace(end_, size);
    return std::exchange(end_, end_ + size);
  }
  void give_back(std::size_t offset) {
    const auto found = taken_.find(offset);
    free_.emplace(found->second, offset);
    taken_.erase(found);
  }
  std::size_t end() const { return end_; }

 private:
  std::multimap<std::size_t, std::size_t> free_;  // offsets by size
  std::map<std::size_t, std::size_t> taken_;      // sizes by offset
  std::size_t end_ = 0;
};

class Planner {
 public:
  Planner(const Graph& graph, std::span<const Stage> stages, const InstructionsByStage& instructions,
          std::span<const NodeId> outputs)
      : graph_(graph),
        stages_(stages),
        instructions_(instructions),
        is_kept_(graph.size()),
        last_use_(graph.size()),
        home_(graph.size(), 0) {
    places_.resize(graph.size());
    plan_.storage.resize(graph.size());
    plan_.first.resize(graph.size());
    for (NodeId id = 0; id < graph.size(); ++id) plan_.storage[id] = id;
    find_storage();
    for (const NodeId output : outputs) is_kept_[plan_.storage[output]] = true;
    find_last_uses();
  }

  MemoryPlan plan() {
    for (std::size_t i = 0; i < graph_.leaves().size(); ++i) {
      const NodeId leaf = graph_.leaves()[i];
      places_[leaf] = graph_.per_example(leaf) ? Place{Region::input, 0} : Place{Region::shared, take_shared(leaf)};
    }
    if (stages_.empty()) plan_.places.push_back(places_);
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      place_stage(i);
      auto& places = plan_.places.emplace_back(places_);
      for (NodeId id = 0; id < graph_.size(); ++id) {
        places[id] = places_[plan_.storage[id]];
        places[id].offset += plan_.first[id];
      }
    }
    plan_.shared = shared_.end();
    return std::move(plan_);
  }

 private:
  void find_storage() {
    for (const std::vector<Instruction>& stage : instructions_)
      for (const Instruction& instruction : stage)
        if (const auto* alias = std::get_if<Alias>(&instruction)) {
          plan_.storage[alias->result] = plan_.storage[alias->operand];
          plan_.first[alias->result] = plan_.first[alias->operand] + alias->first;
        }
  }

  /// Positions count instructions over all stages. What a later stage reads is kept.
  void find_last_uses() {
    std::size_t position = 0;
    for (std::size_t i = 0; i < stages_.size(); ++i)
      for (const Instruction& instruction : instructions_[i]) {
        ++position;
        for (const NodeId result : results_of(instruction)) {
          home_[plan_.storage[result]] = i + 1;
          last_use_[plan_.storage[result]] = std::max(last_use_[plan_.storage[result]], position);
        }
        for (const NodeId operand : operands_of(instruction)) {
          if (operand == kNoOperand) continue;
          const NodeId root = plan_.storage[operand];
          last_use_[root] = position;
          if (home_[root] != i + 1) is_kept_[root] = true;
        }
      }
  }

  void place_stage(std::size_t index) {
    Slots block;
    std::vector<NodeId> dying;
    for (const Instruction& instruction : instructions_[index]) {
      ++position_;
      if (std::holds_alternative<Alias>(instruction)) continue;
      const std::span<const NodeId> results = results_of(instruction);
      for (const NodeId result : results) place_result(stages_[index], block, result);
      dying.assign(results.begin(), results.end());
      for (const NodeId operand : operands_of(instruction))
        if (operand != kNoOperand) dying.push_back(plan_.storage[operand]);
      std::ranges::sort(dying);
      dying.erase(std::unique(dying.begin(), dying.end()), dying.end());
      for (const NodeId id : dying) release(block, id);
    }
    plan_.rows = std::max(plan_.rows, block.end());
  }

  void place_result(const Stage& stage, Slots& block, NodeId result) {
    const bool in_block = stage.per_block && graph_.per_example(result);
    if (in_block) {
      const std::size_t rows = std::max<std::size_t>(graph_.shape(result).size(), 1);
      places_[result] = {Region::block, block.take(rows)};
      plan_.rows_without_reuse += rows;
    } else {
      places_[result] = {Region::shared, take_shared(result)};
    }
  }

  void release(Slots& block, NodeId id) {
    if (is_kept_[id] || last_use_[id] != position_ || graph_.role(id) != Role::operation) return;
    const Place& place = places_[id];
    if (place.region == Region::block) block.give_back(place.offset);
    if (place.region == Region::shared) shared_.give_back(place.offset);
  }

  /// Every shared value begins on a cache line, whatever the precision.
  std::size_t take_shared(NodeId id) {
    constexpr std::size_t kLine = 16;
    return shared_.take((std::max<std::size_t>(graph_.shape(id).size(), 1) + kLine - 1) / kLine * kLine);
  }

  const Graph& graph_;
  std::span<const Stage> stages_;
  const InstructionsByStage& instructions_;
  std::vector<bool> is_kept_;
  std::vector<std::size_t> last_use_, home_;
  std::size_t position_ = 0;
  std::vector<Place> places_;  // by node, in the stage that is being placed
  Slots shared_;
  MemoryPlan plan_;
};

}  // namespace

MemoryPlan plan_memory(const Graph& graph, std::span<const Stage> stages, const InstructionsByStage& instructions,
                       std::span<const NodeId> outputs) {
  return Planner(graph, stages, instructions, outputs).plan();
}

}  // namespace chainrule::program
