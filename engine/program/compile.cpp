// The compiler's table of contents.
#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/engine/program/analyse/uses.hpp>
#include <chainrule/engine/program/compile.hpp>
#include <chainrule/engine/program/listing.hpp>
#include <chainrule/engine/program/listing/analysis_texts.hpp>
#include <chainrule/engine/program/listing/memory_texts.hpp>
#include <chainrule/engine/program/select/joined_sums.hpp>
#include <chainrule/engine/program/select/selection.hpp>

#include <fmt/format.h>

#include <utility>

namespace chainrule::program {

namespace {

using C = Compilation;

void select_all(C& c) {
  for (const Stage& stage : c.plan->stages)
    c.plan->instructions.push_back(select_instructions(c.graph(), stage, {*c.partials, *c.needed, c.uses, c.is_kept}));
}

void join_all(C& c) {
  for (std::vector<Instruction>& instructions : c.plan->instructions)
    instructions = join_sums(c.graph(), std::move(instructions));
}

std::string instructions_text(const C& c, const Wording& words) { return list_instructions(*c.plan, words); }

/// How a pass goes about it stands at the head of its own files.
constexpr Pass kPasses[] = {
    {"canonical", "Copies what the outputs need: equal expressions once, constants folded, stable rules applied.",
     [](C& c) { c.plan = std::make_unique<Plan>(c.wanted, c.from, c.examples); }, canonical_text},
    {"stages", "Cuts the nodes into stages, since a sum over the examples must be complete before it is read.",
     [](C& c) { c.plan->stages = plan_stages(c.graph(), c.outputs()); }, stages_text},
    {"recognised-partials", "Finds nodes that are an op's partial, to compute them with its value or within an edge.",
     [](C& c) { c.partials.emplace(c.plan->canonical.graph(), nodes_of(c.plan->stages)); }, recognised_partials_text},
    {"uses", "Counts the readers of each node, since an instruction may take in only what nobody else reads.",
     [](C& c) { c.uses = count_uses(c.graph(), c.plan->stages); }, uses_text},
    {"kept", "Marks what must outlive its stage: outputs, and shared values that another stage reads.",
     [](C& c) { c.is_kept = mark_kept(c.graph(), c.plan->stages, c.outputs()); }, kept_text},
    {"needed-elements", "Follows what is read back to sums over the examples, so that nothing else is added up.",
     [](C& c) { c.needed.emplace(c.graph(), c.plan->stages, c.outputs()); }, needed_elements_text},
    {"selection",
     "Covers the nodes, from the last to the first, with the largest instructions that fit: maximal munch.", select_all,
     instructions_text},
    {"joined-sums", "Joins sums of scalars over the examples, since several share the loads of their factors.",
     join_all, instructions_text},
    {"slots", "Gives every value a place in memory, which it leaves to another when nobody needs it any more.",
     [](C& c) { c.plan->memory = plan_memory(c.graph(), c.plan->stages, c.plan->instructions, c.outputs()); },
     slots_text},
    {"emit", "Turns instructions into records: kernels, and the addresses that they work on in the memory of a run.",
     nullptr, records_text},
};

void run_all(C& c) {
  for (const Pass& pass : kPasses)
    if (pass.run != nullptr) pass.run(c);
}

}  // namespace

std::span<const Pass> passes() { return kPasses; }

std::unique_ptr<const Plan> make_plan(Compilation compilation) {
  run_all(compilation);
  return std::move(compilation.plan);
}

std::string text_after(std::string_view name, Compilation compilation) {
  // Some passes add nodes, and with them labels change: those of the whole program's listing stand after every pass.
  Compilation whole{.wanted = compilation.wanted,
                    .from = compilation.from,
                    .examples = compilation.examples,
                    .precision = compilation.precision};
  run_all(whole);
  const Wording words(whole.graph());
  for (const Pass& pass : kPasses) {
    if (pass.run != nullptr) pass.run(compilation);
    if (pass.name == name) return pass.text(compilation, words);
  }
  std::string names;
  for (const Pass& pass : kPasses) names += fmt::format("{}{}", names.empty() ? "" : ", ", pass.name);
  throw GraphError(fmt::format("the compiler has no pass {}; its passes are {}", in_quotes(name), names));
}

}  // namespace chainrule::program
