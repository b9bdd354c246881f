// A program for one example or for many: its graph, its instructions, its memory.
#pragma once

#include <chainrule/engine/program/plan/slots.hpp>
#include <chainrule/engine/program/rewrite/canonical.hpp>
#include <chainrule/engine/program/select/instruction.hpp>

#include <vector>

namespace chainrule::program {

struct Plan {
  Plan(std::span<const Expr> outputs, const Graph& from, Examples examples)
      : canonical(outputs, from, examples),
        sections(select_instructions(canonical.graph(), canonical.outputs())),
        memory(plan_memory(canonical.graph(), sections, canonical.outputs())) {}

  const Graph& graph() const { return canonical.graph(); }

  CanonicalGraph canonical;
  std::vector<Section> sections;
  MemoryPlan memory;
};

}  // namespace chainrule::program
