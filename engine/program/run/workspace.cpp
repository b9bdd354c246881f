#include <chainrule/engine/program/run/workspace.hpp>

#include <algorithm>
#include <cmath>

namespace chainrule::program {

template <class Real>
Workspace<Real>::Workspace(const Plan& plan, Real* shared, std::size_t block_size, const PartialSumsPlan& sums_plan,
                           MultiplyLarge<Real> multiply_large)
    : plan_(plan),
      block_size_(block_size),
      slots_(plan.memory.rows * block_size),
      partial_sums_(sums_plan.size),
      packed_at_(plan.graph().size(), 0),
      added_(sums_plan.added) {
  std::size_t packed = 0;
  inputs_ = plan.graph().leaves(Role::input);
  to_fetch_.reserve(inputs_.size());
  for (const NodeId input : inputs_) {
    packed_at_[input] = packed;
    packed += plan.graph().shape(input).size() * block_size;
  }
  packed_ = AlignedNumbers<Real>(packed);
  const Memory<Real> memory{.shared = shared,
                            .block = slots_.data(),
                            .partial_sums = partial_sums_.data(),
                            .block_size = block_size,
                            .is_first = &is_first_,
                            .multiply_large = multiply_large};
  for (std::size_t stage = 0; stage < plan.stages.size(); ++stage)
    codes_.push_back(plan.stages[stage].per_block ? emit_stage(plan, stage, memory, sums_plan) : Code<Real>());
}

template <class Real>
void Workspace<Real>::plan_fetching(const std::vector<InputBinding<Real>>& inputs, std::size_t block) {
  const auto collect = [&] {
    to_fetch_.clear();
    for (const NodeId input : inputs_)
      if (const auto rows = inputs[input].to_fetch(block); !rows.empty()) to_fetch_.push_back(rows);
  };
  const auto address = [](const std::span<const Real>& rows) { return rows.data(); };
  collect();
  if (!std::ranges::is_sorted(to_fetch_, std::ranges::greater(), address)) {
    // The last are fetched first; memory likes it from front to back. The order is that of all other blocks too.
    std::ranges::sort(inputs_, std::ranges::greater(),
                      [&](NodeId input) { return address(inputs[input].to_fetch(block)); });
    collect();
  }
  std::size_t numbers = 0;
  for (const auto& rows : to_fetch_) numbers += rows.size();
  lines_to_fetch_ = static_cast<double>(numbers / kPerLine<Real>);
}

template <class Real> void Workspace<Real>::fetch_some(double part) {
  if (to_fetch_.empty()) return;
  auto left = static_cast<std::size_t>(std::ceil(part * lines_to_fetch_));
  while (left > 0 && !to_fetch_.empty()) {
    std::span<const Real>& rows = to_fetch_.back();
    const std::size_t lines = std::min(left, (rows.size() + kPerLine<Real> - 1) / kPerLine<Real>);
    const std::size_t numbers = std::min(rows.size(), lines * kPerLine<Real>);
    const Real* const first = rows.data();
    for (std::size_t i = 0; i < numbers; i += kPerLine<Real>) __builtin_prefetch(first + i);
    left -= lines;
    rows = rows.subspan(numbers);
    if (rows.empty()) to_fetch_.pop_back();
  }
}

template <class Real> void Workspace<Real>::begin_sums() {
  std::fill_n(partial_sums_.data(), added_, Real{0});
  is_first_ = true;
}

template <class Real>
void Workspace<Real>::run_block(std::size_t stage, const std::vector<InputBinding<Real>>& inputs, std::size_t block,
                                std::size_t live) {
  const Code<Real>& code = codes_[stage];
  NodeId known = CanonicalGraph::kNone;
  const Real* rows = nullptr;
  for (const auto& [operand, input, first] : code.inputs) {
    if (input != known) rows = inputs[input].block(block, packed_.data() + packed_at_[input]);
    known = input;
    operand->data = rows + first;
  }
  plan_fetching(inputs, block);
  const double* work = code.work.data();
  const Record<Real>* record = code.begin();
  try {
    for (; record != code.end(); record = Code<Real>::next(record)) {
      fetch_some(*work++);
      record->execute(*record, live);
    }
  } catch (const BadExample&) {
    failed_ = code.node_of(record);
    throw;
  }
  is_first_ = false;
}

template <class Real>
const Real* Workspace<Real>::rows(std::size_t stage, NodeId node, const std::vector<InputBinding<Real>>& inputs,
                                  std::size_t block) {
  const Place& place = plan_.memory.places[stage][node];
  if (place.region == Region::block) return slots_.data() + place.offset * block_size_;
  const NodeId input = plan_.memory.storage[node];
  return inputs[input].block(block, packed_.data() + packed_at_[input]) + place.offset * block_size_;
}

template class Workspace<double>;
template class Workspace<float>;

}  // namespace chainrule::program
