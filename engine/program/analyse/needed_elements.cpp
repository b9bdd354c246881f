#include <chainrule/engine/op/array.hpp>
#include <chainrule/engine/program/analyse/needed_elements.hpp>

#include <algorithm>

namespace chainrule::program {

namespace {

/// Rectangles have as many rows, and a multiple of as many columns, as the kernels of matrix products take at a time.
constexpr std::size_t kTile = 4;

/// Adds, for rows that are computed together, the columns that one of them needs, in runs of whole tiles.
void add_runs(std::vector<Rectangle>& rectangles, const std::vector<double>& needed, std::size_t row, std::size_t rows,
              std::size_t columns) {
  const auto is_needed = [&](std::size_t column) {
    for (std::size_t i = row; i < row + rows; ++i)
      if (needed[i * columns + column] != 0) return true;
    return false;
  };
  std::size_t done = 0;  // columns of earlier rectangles
  for (std::size_t first = 0; first < columns; ++first) {
    if (!is_needed(first)) continue;
    std::size_t end = first + 1;
    while (end < columns && is_needed(end)) ++end;
    const std::size_t whole = (end - first + kTile - 1) / kTile * kTile;
    const std::size_t begin = std::max(done, end > whole ? end - whole : 0);
    if (!rectangles.empty() && rectangles.back().row == row && begin == done && done > 0)
      rectangles.back().columns += end - begin;
    else
      rectangles.push_back({.row = row, .rows = rows, .column = begin, .columns = end - begin});
    first = done = end;
  }
}

}  // namespace

NeededElements::NeededElements(const Graph& graph, std::span<const Stage> stages, std::span<const NodeId> outputs)
    : graph_(graph), is_followed_(graph.size()) {
  std::vector<NodeId> nodes = nodes_of(stages);
  std::ranges::sort(nodes);
  for (const NodeId id : nodes)
    is_followed_[id] = !graph.per_example(id) &&
                       (graph.op(id).kind == OpKind::example_reduction ||
                        std::ranges::any_of(graph.operands(id), [&](NodeId operand) { return is_followed_[operand]; }));
  for (const NodeId output : outputs) mark(output, Marks(graph.shape(output).size(), 1));
  for (std::size_t i = nodes.size(); i-- > 0;) mark_operands(nodes[i]);
}

void NeededElements::mark_operands(NodeId consumer) {
  const auto operands = graph_.operands(consumer);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (!is_followed_[operands[i]]) continue;
    const auto needed = needed_of(consumer, i);
    mark(operands[i], needed ? *needed : Marks(graph_.shape(operands[i]).size(), 1));
  }
}

void NeededElements::mark(NodeId operand, std::span<const double> needed) {
  if (!is_followed_[operand]) return;
  Marks& marks = marks_[operand];
  marks.resize(needed.size());
  for (std::size_t i = 0; i < needed.size(); ++i)
    if (needed[i] != 0) marks[i] = 1;
}

/// Which elements of the operand the needed ones of the consumer are made from; nothing if that is not known.
std::optional<NeededElements::Marks> NeededElements::needed_of(NodeId consumer, std::size_t operand) const {
  const auto known = marks_.find(consumer);
  if (known == marks_.end()) return std::nullopt;
  const OpInfo& op = graph_.op(consumer);
  const auto operands = graph_.operands(consumer);
  if (op.kind == OpKind::elementwise && graph_.shape(operands[operand]) == graph_.shape(consumer)) return known->second;
  const bool adds_only = op.structure != Structure::other && op.structure != Structure::matrix_product;
  if (op.kind != OpKind::structural || !adds_only || !op.differentiable(operand)) return std::nullopt;
  Arena arena;
  std::vector<Marks> numbers;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const bool is_constant = graph_.role(operands[i]) == Role::constant;
    if (!is_constant && !op.differentiable(i)) return std::nullopt;
    numbers.emplace_back(graph_.shape(operands[i]).size());
    if (is_constant) std::ranges::copy(graph_.values(operands[i]), numbers.back().begin());
  }
  std::vector<Array> in;
  for (std::size_t i = 0; i < operands.size(); ++i)
    in.emplace_back(arena, graph_.shape(operands[i]), numbers[i].data());
  const Array needed(arena, graph_.shape(consumer), known->second.data());
  const Array result = op.vjp_array(operand, needed, in, needed, graph_.attributes(consumer));
  return Marks(result.values().begin(), result.values().end());
}

std::vector<Rectangle> NeededElements::rectangles_of(NodeId matrix) const {
  const auto known = marks_.find(matrix);
  const Shape& shape = graph_.shape(matrix);
  if (known == marks_.end() || shape.rank() != 2) return {};
  const auto rows = static_cast<std::size_t>(shape[0]), columns = static_cast<std::size_t>(shape[1]);
  std::vector<Rectangle> rectangles;
  for (std::size_t row = 0; row < rows; row += kTile)
    add_runs(rectangles, known->second, row, std::min(kTile, rows - row), columns);
  const bool is_worth_it = 8 * elements_of(rectangles) < 7 * shape.size();
  return is_worth_it ? rectangles : std::vector<Rectangle>();
}

}  // namespace chainrule::program
