#include "../../support/bits.hpp"
#include "../../support/random_graph.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/graphs/text/text_writer.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <bit>
#include <cstdlib>
#include <optional>

namespace chainrule {
namespace {

using testing::Kind;
using testing::RandomGraph;
using List = std::vector<double>;

std::size_t graphs_wanted() {
  if (const char* said = std::getenv("CHAINRULE_RANDOM_PROGRAMS")) return std::strtoull(said, nullptr, 10);
  return 2500;
}

List list(std::span<const double> numbers) { return {numbers.begin(), numbers.end()}; }

/// Compares the program of a graph's nodes and gradient with the sweep over the same expressions.
class Comparison {
 public:
  explicit Comparison(RandomGraph& random) : random_(random), sweep_(random.sweep()) {
    const auto end = static_cast<NodeId>(random.graph().size());
    is_exact_.assign(end, true);
    for (NodeId id = 0; id < end; ++id) {
      mark_exact(id);
      if (id % 3 == 0 || id + 1 == end) outputs_.push_back({fmt::format("n{}", id), random.graph().expr(id)});
    }
    Gradient derivative = gradient(random.loss(), random.leaves());
    for (const Expr& leaf : random.leaves()) outputs_.push_back({fmt::format("d{}", leaf.id()), derivative.of(leaf)});
    sweep_.forward();
  }

  std::optional<std::string> failure(std::size_t threads, std::size_t block_size) {
    const Program program = compile(outputs_);
    Run run(program, {.examples = sweep_.examples(), .threads = threads, .block_size = block_size});
    for (const Program::Leaf& leaf : program.leaves()) {
      const Expr node = random_.graph().expr(leaf.original);
      const std::size_t index = program.leaf(node);
      if (leaf.role == Role::input)
        run.bind(index, sweep_.values(node));
      else
        run.set(index, sweep_.values(node));
    }
    run();
    for (std::size_t i = 0; i < outputs_.size(); ++i)
      if (const auto found = compare(i, run.values(i))) return found;
    std::vector<List> first;
    for (std::size_t i = 0; i < outputs_.size(); ++i) first.push_back(list(run.values(i)));
    run();
    for (std::size_t i = 0; i < outputs_.size(); ++i)
      if (!testing::same_bits_or_nan(first[i], run.values(i))) return outputs_[i].name + ": other bits on a repeat";
    return std::nullopt;
  }

 private:
  /// Stable rules and sums in another order change the last bits, and what depends on them.
  void mark_exact(NodeId id) {
    const Graph& graph = random_.graph();
    if (graph.role(id) != Role::operation) return;
    const OpInfo& op = graph.op(id);
    is_exact_[id] = op.kind == OpKind::elementwise && op.stable == nullptr;
    for (const NodeId operand : graph.operands(id)) is_exact_[id] = is_exact_[id] && is_exact_[operand];
  }

  std::optional<std::string> compare(std::size_t output, std::span<const double> is) const {
    const Expr& node = outputs_[output].node;
    const List should = node.is_number() ? List{node.number()} : list(sweep_.values(node));
    if (is.size() != should.size())
      return fmt::format("{}: {} numbers, not {}", outputs_[output].name, is.size(), should.size());
    double scale = 1;
    for (const double number : should) scale = std::max(scale, std::abs(number));
    const bool is_exact = !node.is_number() && node.id() < is_exact_.size() && is_exact_[node.id()];
    for (std::size_t k = 0; k < should.size(); ++k) {
      const bool agrees =
          testing::same_bits_or_nan(is[k], should[k]) || (!is_exact && std::abs(is[k] - should[k]) <= 1e-9 * scale);
      if (!agrees) return fmt::format("{}[{}]: {} instead of {}", outputs_[output].name, k, is[k], should[k]);
    }
    return std::nullopt;
  }

  RandomGraph& random_;
  Sweep& sweep_;
  std::vector<bool> is_exact_;
  std::vector<Output> outputs_;
};

void compare_random_graphs(Kind kind) {
  for (std::uint64_t seed = 1; seed <= graphs_wanted(); ++seed) {
    RandomGraph random(seed, kind);
    if (!random.is_tame()) continue;
    const std::string text = write_text(random.graph());
    Comparison comparison(random);
    const auto failure = comparison.failure(1 + seed % 3, seed % 2 == 0 ? 0 : 16);
    if (failure)
      FAIL("seed " << seed << ", " << random.sweep().examples() << " examples: " << *failure << "\n" << text);
  }
}

TEST_CASE("on random graphs of scalars, a program computes what a sweep does") { compare_random_graphs(Kind::scalars); }

TEST_CASE("on random graphs of tensors, a program computes what a sweep does") { compare_random_graphs(Kind::tensors); }

TEST_CASE("over many examples, in blocks and on threads, a program computes what a sweep does") {
  compare_random_graphs(Kind::batches);
}

}  // namespace
}  // namespace chainrule
