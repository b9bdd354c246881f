// Elements of shared values that nobody reads: a gradient by what was packed into a matrix leaves some of it aside.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/program/analyse/stages.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace chainrule::program {

/// Neighbouring rows and columns of a matrix.
struct Rectangle {
  std::size_t row = 0, rows = 0, column = 0, columns = 0;
};

inline std::size_t elements_of(std::span<const Rectangle> rectangles) {
  std::size_t elements = 0;
  for (const Rectangle& rectangle : rectangles) elements += rectangle.rows * rectangle.columns;
  return elements;
}

/// Found from the consumers backwards: where an op does nothing but move, repeat and add elements, its vjp tells which
/// of the operand's elements lead to needed ones of the result.
class NeededElements {
 public:
  NeededElements(const Graph& graph, std::span<const Stage> stages, std::span<const NodeId> outputs);

  /// The rectangles of a matrix that are worth computing one by one instead of all of it; empty if it is better
  /// computed as a whole. Between them they hold every element that somebody needs.
  std::vector<Rectangle> rectangles_of(NodeId matrix) const;

 private:
  using Marks = std::vector<double>;  // 1 where an element is needed, else 0

  void mark_operands(NodeId consumer);
  void mark(NodeId operand, std::span<const double> needed);
  std::optional<Marks> needed_of(NodeId consumer, std::size_t operand) const;

  const Graph& graph_;
  std::vector<bool> is_followed_;            // by node: a sum over examples, or shared and made from one
  std::unordered_map<NodeId, Marks> marks_;  // of those
};

}  // namespace chainrule::program
