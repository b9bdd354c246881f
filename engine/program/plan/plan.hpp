// A program for one example or for many: its graph, its instructions, its memory.
#pragma once

#include <chainrule/engine/program/analyse/stages.hpp>
#include <chainrule/engine/program/plan/slots.hpp>
#include <chainrule/engine/program/rewrite/canonical.hpp>
#include <chainrule/engine/program/select/selection.hpp>

#include <span>
#include <vector>

namespace chainrule::program {

/// Filled in by the passes of the compiler, and read by runs.
struct Plan {
  Plan(std::span<const Expr> outputs, const Graph& from, Examples examples) : canonical(outputs, from, examples) {}

  const Graph& graph() const { return canonical.graph(); }
  std::span<const NodeId> outputs() const { return canonical.outputs(); }

  CanonicalGraph canonical;
  std::vector<Stage> stages;
  InstructionsByStage instructions;
  MemoryPlan memory;
};

}  // namespace chainrule::program
