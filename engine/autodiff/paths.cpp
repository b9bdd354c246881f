#include <chainrule/engine/autodiff/paths.hpp>

namespace chainrule {

Paths::Paths(const Sweep& values, const Expr& from, const Expr& to)
    : sweep_(values.graph(), values.examples()), from_(from), to_(to) {
  sweep_.copy_leaf_values(values);
  sweep_.backward(to, {&from, 1});
  count_paths();
}

/// From each node there are as many as from its consumers together.
void Paths::count_paths() {
  const Graph& graph = sweep_.graph();
  if (from_.id() > to_.id()) return;
  std::vector<double> to_here(std::size_t{to_.id()} + 1, 0.0);
  to_here[to_.id()] = 1;
  for (NodeId id = to_.id() + 1; id-- > from_.id();) {
    if (to_here[id] == 0 || id == from_.id()) continue;
    const std::span<const NodeId> operands = graph.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i)
      if (sweep_.follows(id, i)) to_here[operands[i]] += to_here[id];
  }
  count_ = to_here[from_.id()];
}

Path Paths::path_along(const std::vector<Place>& places) const {
  Path path;
  for (std::size_t i = places.size() - 1; i-- > 0;) {
    const std::size_t operand = places[i].next - 1;
    path.edges.push_back(
        {.node = places[i].node, .operand = operand, .local = sweep_.partial(places[i].node, operand)});
  }
  path.product = places.back().arriving;
  return path;
}

std::vector<Path> Paths::first(std::size_t most) const {
  std::vector<Path> paths;
  if (count_ == 0) return paths;
  const Graph& graph = sweep_.graph();
  std::vector<Place> places;  // from `to` down to where the search is
  const std::span<const double> seed = sweep_.cotangents(to_);
  places.push_back({.node = to_.id(), .next = 0, .arriving = {seed.begin(), seed.end()}});
  while (!places.empty() && paths.size() < most) {
    Place& here = places.back();
    if (here.node == from_.id()) {
      paths.push_back(path_along(places));
      places.pop_back();
      continue;
    }
    const std::span<const NodeId> operands = graph.operands(here.node);
    while (here.next < operands.size() && !sweep_.follows(here.node, here.next)) ++here.next;
    if (here.next == operands.size()) {
      places.pop_back();
      continue;
    }
    const std::size_t operand = here.next++;
    std::vector<double> passed = sweep_.contribution(here.node, operand, here.arriving);
    places.push_back({.node = operands[operand], .next = 0, .arriving = std::move(passed)});
  }
  return paths;
}

}  // namespace chainrule
