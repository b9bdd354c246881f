#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/program/analyse/moves.hpp>

namespace chainrule::program {

namespace {

class Probe {
 public:
  Probe(const Graph& graph, NodeId id) : graph_(graph), id_(id), operands_(graph.operands(id)) {}

  /// Elements are numbered from 1 over all operands that move, so that 0 stays 0.
  std::optional<std::vector<Move>> moves() {
    const OpInfo& op = graph_.op(id_);
    double next = 1;
    for (std::size_t i = 0; i < operands_.size(); ++i) {
      const std::size_t size = graph_.shape(operands_[i]).size();
      first_.push_back(next);
      std::vector<double>& numbers = numbers_.emplace_back(size);
      if (op.differentiable(i)) {
        for (double& number : numbers) number = next++;
      } else {
        const auto values = graph_.values(operands_[i]);
        if (graph_.role(operands_[i]) != Role::constant) return std::nullopt;
        numbers.assign(values.begin(), values.end());
      }
    }
    std::vector<ArrayView> views;
    for (std::size_t i = 0; i < operands_.size(); ++i)
      views.push_back({numbers_[i].data(), &graph_.shape(operands_[i])});
    const Shape& shape = graph_.shape(id_);
    std::vector<double> result(shape.size());
    try {
      op.kernel({.in = views, .out = result.data(), .shape = &shape, .attributes = &graph_.attributes(id_)});
    } catch (const InputError&) {
      return std::nullopt;  // an index that is out of range: the run says so
    }
    std::vector<Move> moves;
    for (std::size_t to = 0; to < result.size(); ++to) add(moves, source_of(result[to], to));
    return moves;
  }

 private:
  Move source_of(double number, std::size_t to) const {
    if (number == 0) return {.operand = Move::kZeros, .from = 0, .to = to, .count = 1};
    std::size_t operand = operands_.size() - 1;
    while (number < first_[operand] || !graph_.op(id_).differentiable(operand)) --operand;
    return {.operand = static_cast<std::uint32_t>(operand),
            .from = static_cast<std::size_t>(number - first_[operand]),
            .to = to,
            .count = 1};
  }

  static void add(std::vector<Move>& moves, const Move& next) {
    if (!moves.empty()) {
      Move& last = moves.back();
      const bool goes_on =
          last.operand == next.operand && (next.operand == Move::kZeros || last.from + last.count == next.from);
      if (goes_on) {
        ++last.count;
        return;
      }
    }
    moves.push_back(next);
  }

  const Graph& graph_;
  NodeId id_;
  std::span<const NodeId> operands_;
  std::vector<double> first_;
  std::vector<std::vector<double>> numbers_;
};

}  // namespace

std::optional<std::vector<Move>> moves_of(const Graph& graph, NodeId id) {
  const Structure structure = graph.op(id).structure;
  if (structure != Structure::movement && structure != Structure::repetition) return std::nullopt;
  return Probe(graph, id).moves();
}

}  // namespace chainrule::program
