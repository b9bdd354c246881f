// The passes of the compiler, as the command line and the tests see them: by name, one after another.
#pragma once

#include <chainrule/engine/program/analyse/needed_elements.hpp>
#include <chainrule/engine/program/analyse/recognised_partials.hpp>
#include <chainrule/engine/program/data/precision.hpp>
#include <chainrule/engine/program/plan/plan.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::program {

/// What the passes are given and what they have found out so far. Only the plan outlives them.
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

struct Pass {
  std::string_view name;
  std::string_view sentence;
  void (*run)(Compilation& compilation);                ///< null for what every run does in its own memory
  std::string (*text)(const Compilation& compilation);  ///< what stands after it
};

/// In the order in which they run; the table stands in compile.cpp.
std::span<const Pass> passes();

/// All passes. GraphError if the outputs belong to different graphs.
std::unique_ptr<const Plan> make_plan(Compilation compilation);
/// The passes up to that one, and what stands after it. GraphError for a name that no pass has.
std::string text_after(std::string_view pass, Compilation compilation);

}  // namespace chainrule::program
