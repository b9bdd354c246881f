#include <chainrule/engine/op/op_set.hpp>

#include <algorithm>

namespace chainrule {

const OpInfo* OpSet::find(std::string_view name) const {
  const auto found = std::ranges::find(ops, name, &OpInfo::name);
  return found == ops.end() ? nullptr : *found;
}

const OpInfo* OpSet::find_operator(Notation notation, std::string_view symbol) const {
  const auto found =
      std::ranges::find_if(ops, [&](const OpInfo* op) { return op->notation == notation && op->symbol == symbol; });
  return found == ops.end() ? nullptr : *found;
}

const LaneKernels<double>* OpSet::find_lanes(const OpInfo& op) const {
  const auto found = std::ranges::find(ops, &op);
  return found == ops.end() ? nullptr : &lanes[static_cast<std::size_t>(found - ops.begin())];
}

const LaneKernels<float>* OpSet::find_float_lanes(const OpInfo& op) const {
  const auto found = std::ranges::find(ops, &op);
  return found == ops.end() ? nullptr : &float_lanes[static_cast<std::size_t>(found - ops.begin())];
}

OpSet OpSet::with(std::span<const OpInfo* const> more) const {
  OpSet larger = *this;
  larger.ops.insert(larger.ops.end(), more.begin(), more.end());
  for (const OpInfo* op : more) larger.lanes.push_back({.forward = op->forward, .contribution = op->contribution});
  larger.float_lanes.resize(larger.ops.size());
  return larger;
}

bool operator==(const Attributes& a, const Attributes& b) {
  if (a.present != b.present) return false;
  for (std::size_t i = 0; i < Attributes::kMost; ++i)
    if (!std::ranges::equal(a.values[i], b.values[i])) return false;
  return true;
}

}  // namespace chainrule
