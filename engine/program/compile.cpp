#include <chainrule/engine/program/analyse/uses.hpp>
#include <chainrule/engine/program/compile.hpp>
#include <chainrule/engine/program/select/joined_sums.hpp>
#include <chainrule/engine/program/select/selection.hpp>

namespace chainrule::program {

std::unique_ptr<const Plan> make_plan(std::span<const Expr> outputs, const Graph& from, Examples examples) {
  auto plan = std::make_unique<Plan>(outputs, from, examples);
  Graph& graph = plan->canonical.graph();
  plan->stages = plan_stages(graph, plan->outputs());
  const RecognisedPartials partials(graph, nodes_of(plan->stages));
  const std::vector<std::uint32_t> uses = count_uses(graph, plan->stages);
  const std::vector<bool> is_kept = mark_kept(graph, plan->stages, plan->outputs());
  const NeededElements needed(graph, plan->stages, plan->outputs());
  for (const Stage& stage : plan->stages)
    plan->instructions.push_back(select_instructions(graph, stage, {partials, needed, uses, is_kept}));
  for (std::vector<Instruction>& instructions : plan->instructions)
    instructions = join_sums(graph, std::move(instructions));
  plan->memory = plan_memory(graph, plan->stages, plan->instructions, plan->outputs());
  return plan;
}

}  // namespace chainrule::program
