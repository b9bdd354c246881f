#include <chainrule/engine/autodiff/element_walk.hpp>
#include <chainrule/engine/check/loss_differences.hpp>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

/// Calls with every input and parameter.
template <class Visit> void for_each_variable(const Graph& graph, Visit visit) {
  for (std::size_t i = 0; i < graph.leaves().size(); ++i)
    if (const NodeId leaf = graph.leaves()[i]; graph.expr(leaf).is_settable()) visit(leaf);
}

}  // namespace

LossDifferences::Disturbed::Disturbed(const GraphCopy& original, const Expr& loss, const Sweep& values,
                                      std::uint64_t seed)
    : copy(original.graph(), loss.id(), seed), sweep(copy.graph(), values.examples()) {
  for_each_variable(original.graph(),
                    [&](NodeId leaf) { sweep.assign(copy.leaf(leaf), values.primal_of(original.original(leaf))); });
}

LossDifferences::LossDifferences(const Sweep& sweep, const Expr& loss)
    : copy_(std::span(&loss, 1)),
      loss_(copy_.of(loss.id())),
      sweep_(copy_.graph(), sweep.examples()),
      disturbed_{Disturbed(copy_, loss_, sweep, 1), Disturbed(copy_, loss_, sweep, 2)} {
  for_each_variable(copy_.graph(), [&](NodeId leaf) {
    sweep_.assign(copy_.graph().expr(leaf), sweep.primal_of(copy_.original(leaf)));
  });
  sweep_.forward();
}

void LossDifferences::turn_to(NodeId leaf) {
  const Graph& graph = copy_.graph();
  const auto size = static_cast<NodeId>(graph.size());
  is_in_loss_ = copy_.has(leaf);
  is_reached_.assign(size, 0);
  kinked_.clear();
  kink_.reset();
  if (!is_in_loss_) return;
  leaf_ = copy_.of(leaf);
  const std::span<const double> values = sweep_.primal_of(leaf_.id());
  at_.assign(values.begin(), values.end());
  is_reached_[leaf_.id()] = 1;
  for (NodeId id = 0; id < size; ++id) {
    if (std::ranges::any_of(graph.operands(id), [&](NodeId operand) { return is_reached(operand); }))
      is_reached_[id] = 1;
    if (is_reached(id) && graph.role(id) == Role::operation && graph.op(id).kink != nullptr) kinked_.push_back(id);
  }
}

void LossDifferences::move(std::size_t element, std::optional<std::size_t> example, double by) {
  const std::size_t elements = leaf_.shape().size();
  moved_ = at_;
  for (std::size_t k = element; k < moved_.size(); k += elements)
    if (!example || k / elements == *example) moved_[k] += by;
  sweep_.assign(leaf_, moved_);
  sweep_.forward();
}

/// The losses where the leaf is now, and how much of them is rounding: at least two units of the last place, and what
/// is lost where numbers become denormal. Infinite where it takes them to where they are not defined.
void LossDifferences::measure(std::span<Measured> losses) {
  const std::span<const double> values = sweep_.primal_of(loss_.id());
  for (std::size_t i = 0; i < losses.size(); ++i)
    losses[i] = {values[i],
                 2 * std::numeric_limits<double>::epsilon() * std::abs(values[i]) + std::numeric_limits<double>::min()};
  for (Disturbed& disturbed : disturbed_) {
    disturbed.sweep.assign(disturbed.copy.leaf(leaf_.id()), moved_);
    disturbed.sweep.forward();
    const std::span<const double> others = disturbed.sweep.primal_of(disturbed.copy.root().id());
    for (std::size_t i = 0; i < losses.size(); ++i) {
      // Where rounding can make so much less of the loss, as a divisor of rounding alone does, it can make as much
      // more.
      const double shrinks = std::abs(values[i]) / std::max(std::abs(others[i]), std::numeric_limits<double>::min());
      const double off = std::abs(others[i] - values[i]) * std::max(1.0, shrinks / 4);
      losses[i].noise = std::isnan(off) ? std::numeric_limits<double>::infinity() : std::max(losses[i].noise, off);
    }
  }
}

std::vector<Slope> LossDifferences::slopes(std::size_t element, std::optional<std::size_t> example, double reach) {
  const std::size_t count = sweep_.primal_of(loss_.id()).size();
  if (!is_in_loss_) return std::vector<Slope>(count, Slope{.value = 0, .uncertainty = 0});
  const std::size_t elements = leaf_.shape().size();
  std::vector<double> at(count);
  for (std::size_t i = 0; i < count; ++i)
    at[i] = at_[leaf_.per_example() ? example.value_or(i) * elements + element : element];
  kink_.reset();
  move(element, example, 0);
  kinks_ = kinks();
  const auto measured = [&](double by, std::span<Measured> losses) {
    move(element, example, by);
    const bool is_usable = by == 0 || !crosses_kink();
    if (is_usable) measure(losses);
    return is_usable;
  };
  auto result = chainrule::slopes(at, measured, reach);
  move(element, example, 0);
  return result;
}

std::vector<double> LossDifferences::kinks() const {
  std::vector<double> all;
  for (const NodeId id : kinked_)
    for_each_element(sweep_, id, [&](std::size_t, const std::vector<double>& in) {
      all.push_back(copy_.graph().op(id).kink(in.data()));
    });
  return all;
}

/// Whether the values of now lie on another side of a kink than those at the point itself, or the point is on a kink.
bool LossDifferences::crosses_kink() {
  std::size_t next = 0;
  for (const NodeId id : kinked_) {
    bool crosses = false;
    for_each_element(sweep_, id, [&](std::size_t, const std::vector<double>& in) {
      crosses = kinks_[next++] * copy_.graph().op(id).kink(in.data()) <= 0 || crosses;  // NaN is no kink
    });
    if (crosses) {
      kink_ = copy_.original(id);
      return true;
    }
  }
  return false;
}

std::optional<NodeId> LossDifferences::undifferentiated(std::size_t element, std::optional<std::size_t> example) {
  if (!is_in_loss_) return std::nullopt;
  const Graph& graph = copy_.graph();
  std::vector<std::pair<NodeId, std::vector<double>>> operands;  // the node, and the values of its operand
  std::vector<NodeId> sources;
  for (NodeId id = 0; id < graph.size(); ++id)
    for (std::size_t i = 0; i < graph.operands(id).size(); ++i)
      if (const NodeId source = graph.operands(id)[i]; is_reached(source) && !graph.op(id).differentiable(i)) {
        const std::span<const double> values = sweep_.primal_of(source);
        operands.emplace_back(id, std::vector<double>(values.begin(), values.end()));
        sources.push_back(source);
      }
  const double size = std::abs(at_[element]);
  move(element, example, std::ldexp(std::max(size, 1.0), -20));
  std::optional<NodeId> found;
  for (std::size_t i = 0; i < operands.size() && !found; ++i)
    if (!std::ranges::equal(operands[i].second, sweep_.primal_of(sources[i])))
      found = copy_.original(operands[i].first);
  move(element, example, 0);
  return found;
}

std::size_t LossDifferences::cost() const {
  std::size_t numbers = 0;
  for (NodeId id = 0; id < copy_.graph().size(); ++id) numbers += sweep_.primal_of(id).size();
  for (const Disturbed& disturbed : disturbed_)
    for (NodeId id = 0; id < disturbed.copy.graph().size(); ++id) numbers += disturbed.sweep.primal_of(id).size();
  return numbers;
}

}  // namespace chainrule
