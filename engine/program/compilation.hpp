// What the passes of the compiler are given, and what they have found out so far.
#pragma once

#include <chainrule/engine/program/analyse/needed_elements.hpp>
#include <chainrule/engine/program/analyse/recognised_partials.hpp>
#include <chainrule/engine/program/data/precision.hpp>
#include <chainrule/engine/program/plan/plan.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace chainrule::program {

/// Each pass reads what those before it have left; only the plan outlives them.
struct Compilation {
  std::span<const Expr> wanted;
  const Graph& from;
  Examples examples = Examples::many;
  Precision precision = Precision::float64;

  const Graph& graph() const { return plan->graph(); }
  std::span<const NodeId> outputs() const { return plan->outputs(); }

  std::unique_ptr<Plan> plan = nullptr;
  std::optional<RecognisedPartials> partials = {};
  std::vector<std::uint32_t> uses = {};
  std::vector<bool> is_kept = {};
  std::optional<NeededElements> needed = {};
};

}  // namespace chainrule::program
