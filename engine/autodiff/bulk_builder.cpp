#include <chainrule/engine/autodiff/bulk_builder.hpp>

#include <algorithm>

namespace chainrule {

BulkBuilder::BulkBuilder(Graph& graph, Sweep& sweep, std::size_t expected) : graph_(graph), sweep_(sweep) {
  if (!graph.is_bulk()) throw GraphError("a graph that interns, or speaks another language, is not built in bulk");
  if (&sweep.graph() != &graph || sweep.examples() != 1)
    throw GraphError("building in bulk takes a sweep of that graph with one example");
  sweep.catch_up();
  const std::size_t used = sweep.layout_.numbers();
  sweep.reserve_primal(used, std::max(used, expected));
}

}  // namespace chainrule
