// From a graph to a plan: all passes of the compiler, one after another.
#pragma once

#include <chainrule/engine/program/plan/plan.hpp>

#include <memory>
#include <span>

namespace chainrule::program {

/// GraphError if the outputs belong to different graphs.
std::unique_ptr<const Plan> make_plan(std::span<const Expr> outputs, const Graph& from, Examples examples);

}  // namespace chainrule::program
