// Walks over the elements of an elementwise node.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/op/array.hpp>

#include <cstddef>
#include <vector>

namespace chainrule {

/// Calls visit(index, operands) for each number of an elementwise node, example by example, with the numbers that its
/// operands, broadcast, have there. The sweep has run forward.
template <class Visit> void for_each_element(const Sweep& sweep, NodeId node, Visit visit) {
  const Graph& graph = sweep.graph();
  const std::span<const NodeId> operands = graph.operands(node);
  const Shape& shape = graph.shape(node);
  const std::size_t elements = shape.size(), arity = operands.size();
  const std::size_t examples = elements == 0 ? 0 : sweep.primal_of(node).size() / elements;
  std::vector<double> wide(elements * arity), in(arity);
  for (std::size_t example = 0; example < examples; ++example) {
    for (std::size_t i = 0; i < arity; ++i) {
      const Shape& from = graph.shape(operands[i]);
      const std::size_t start = graph.per_example(operands[i]) ? example * from.size() : 0;
      copy_broadcast(sweep.primal_of(operands[i]).data() + start, from, wide.data() + i * elements, shape);
    }
    for (std::size_t k = 0; k < elements; ++k) {
      for (std::size_t i = 0; i < arity; ++i) in[i] = wide[i * elements + k];
      visit(example * elements + k, in);
    }
  }
}

}  // namespace chainrule
