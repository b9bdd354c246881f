// From a graph to a plan: the passes of the compiler, by name, one after another.
#pragma once

#include <chainrule/engine/program/compilation.hpp>
#include <chainrule/engine/program/listing/line.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace chainrule::program {

struct Pass {
  std::string_view name;                  ///< lower case, with hyphens
  std::string_view sentence;              ///< what it does and why
  void (*run)(Compilation& compilation);  ///< null for what every run does in memory of its own
  std::string (*text)(const Compilation& compilation, const Wording& words);  ///< what stands after it
};

/// In the order in which they run; the table stands in compile.cpp.
std::span<const Pass> passes();

/// All passes. GraphError if the outputs belong to different graphs.
std::unique_ptr<const Plan> make_plan(Compilation compilation);
/// The passes up to that one, and what stands after it. GraphError for a name that no pass has.
std::string text_after(std::string_view pass, Compilation compilation);

}  // namespace chainrule::program
