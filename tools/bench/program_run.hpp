// Programs that are benchmarked beside the hand-written references.
#pragma once

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/tools/reports/run_options.hpp>

#include <string>
#include <vector>

namespace chainrule {

/// The loss and its gradient by all parameters: outputs "loss", "d(w)", ...
inline Program loss_and_gradient(const Expr& loss, const CompileOptions& options = {}) {
  Gradient derivative = gradient(loss);
  std::vector<Output> outputs{{"loss", derivative.value()}};
  const Graph& graph = *loss.graph();
  for (const NodeId parameter : graph.leaves(Role::parameter))
    outputs.push_back({"d(" + std::string(graph.name_of(parameter)) + ")", derivative.of(graph.expr(parameter))});
  return compile(outputs, options);
}

}  // namespace chainrule
