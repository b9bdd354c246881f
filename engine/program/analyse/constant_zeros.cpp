#include <chainrule/engine/program/analyse/constant_zeros.hpp>
#include <chainrule/engine/program/analyse/moves.hpp>

#include <algorithm>
#include <unordered_map>

namespace chainrule::program {

namespace {

/// As many columns as the kernels of matrix products take at a time.
constexpr std::size_t kTile = 6;

/// Which elements are 0, by node, for constants and what movements make from them.
class Zeros {
 public:
  Zeros(const Graph& graph, NodeId root) : graph_(graph) {
    std::vector<NodeId> nodes{root};
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      is_zero_.emplace(nodes[i], std::vector<bool>(graph.shape(nodes[i]).size()));
      if (!is_movement(nodes[i])) continue;
      for (const NodeId operand : graph.operands(nodes[i]))
        if (!is_zero_.contains(operand)) nodes.push_back(operand);
    }
    std::ranges::sort(nodes);
    for (const NodeId id : nodes) find(id);
  }

  const std::vector<bool>& of(NodeId id) const { return is_zero_.at(id); }

 private:
  bool is_movement(NodeId id) const {
    if (graph_.role(id) != Role::operation) return false;
    const Structure structure = graph_.op(id).structure;
    return structure == Structure::movement || structure == Structure::repetition;
  }

  void find(NodeId id) {
    std::vector<bool>& is_zero = is_zero_.at(id);
    if (graph_.role(id) == Role::constant)
      for (std::size_t i = 0; i < is_zero.size(); ++i) is_zero[i] = graph_.values(id)[i] == 0;
    if (!is_movement(id)) return;
    const auto moves = moves_of(graph_, id);
    if (!moves) return;
    for (const Move& move : *moves)
      for (std::size_t i = 0; i < move.count; ++i)
        is_zero[move.to + i] =
            move.operand == Move::kZeros || is_zero_.at(graph_.operands(id)[move.operand])[move.from + i];
  }

  const Graph& graph_;
  std::unordered_map<NodeId, std::vector<bool>> is_zero_;
};

/// The rows of one column from its first element on that is not 0 to the last one.
Rectangle column_without_zeros(const std::vector<bool>& is_zero, std::size_t column, std::size_t rows,
                               std::size_t columns) {
  std::size_t first = 0, end = rows;
  while (end > 0 && is_zero[(end - 1) * columns + column]) --end;
  while (first < end && is_zero[first * columns + column]) ++first;
  return {.row = first, .rows = end - first, .column = column, .columns = 1};
}

}  // namespace

std::vector<Rectangle> rectangles_without_zeros(const Graph& graph, NodeId matrix) {
  const Shape& shape = graph.shape(matrix);
  if (shape.rank() != 2 || shape.size() == 0) return {};
  const auto rows = static_cast<std::size_t>(shape[0]), columns = static_cast<std::size_t>(shape[1]);
  const Zeros zeros(graph, matrix);
  std::vector<Rectangle> rectangles;
  Rectangle last;
  for (std::size_t column = 0; column < columns; ++column) {
    const Rectangle next = column_without_zeros(zeros.of(matrix), column, rows, columns);
    const bool goes_on = column > 0 && rectangles.back().columns < kTile && next.row >= last.row &&
                         next.row + next.rows >= last.row + last.rows;
    if (goes_on) {
      Rectangle& rectangle = rectangles.back();
      const std::size_t first = std::min(rectangle.row, next.row);
      rectangle.rows = std::max(rectangle.row + rectangle.rows, next.row + next.rows) - first;
      rectangle.row = first;
      ++rectangle.columns;
    } else {
      rectangles.push_back(next);
    }
    last = next;
  }
  const bool is_worth_it = 8 * elements_of(rectangles) < 7 * shape.size();
  return is_worth_it ? rectangles : std::vector<Rectangle>();
}

}  // namespace chainrule::program
