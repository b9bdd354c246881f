#include <chainrule/engine/check.hpp>
#include <chainrule/engine/gradient.hpp>
#include <chainrule/engine/loss_differences.hpp>
#include <chainrule/engine/tangents.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

constexpr double kTolerance = 1e-7;      // of gradients and differences
constexpr double kModeTolerance = 1e-9;  // of the ways of computing gradients among each other
constexpr double kBudget = 4e9;          // numbers computed in all
constexpr double kEvaluations = 30;      // for one slope, roughly

/// The derivative by one number, computed in several ways.
struct Point {
  std::size_t element = 0, example = 0;
  double analytic = 0, sweep = 0, forward = 0;
  Slope slope;
  double noise = 0;  // a slope as small as this does not change the loss by an ulp
};

double largest(double a, double b) { return std::max(std::abs(a), std::abs(b)); }

double relative_error(const Point& point) {
  if (point.analytic == point.slope.value) return 0;
  return std::abs(point.analytic - point.slope.value) / largest(point.analytic, point.slope.value);
}

/// A gradient that is not finite is none of the modes' fault where values are not.
bool agree(double a, double b, const Point& point) {
  if (!std::isfinite(a) || !std::isfinite(b)) return true;
  return std::abs(a - b) <= kModeTolerance * largest(a, b) + point.noise;
}

Doubt doubt_of(const Point& point) {
  if (!agree(point.analytic, point.forward, point) || !agree(point.analytic, point.sweep, point))
    return Doubt::modes_differ;
  if (!std::isfinite(point.slope.value)) return Doubt::not_finite;
  if (point.slope.has_kink) return Doubt::kink;
  const double size = largest(point.analytic, point.slope.value);
  if (size <= point.noise) return Doubt::none;
  const double off = std::abs(point.analytic - point.slope.value);
  if (!(off <= kTolerance * size + 16 * point.slope.uncertainty)) return Doubt::wrong;  // NaN is wrong
  return 16 * point.slope.uncertainty > 0.1 * size && off > 0 ? Doubt::imprecise : Doubt::none;
}

Verdict verdict_of(Doubt doubt) {
  if (doubt == Doubt::none) return Verdict::ok;
  return doubt == Doubt::wrong || doubt == Doubt::modes_differ ? Verdict::fails : Verdict::inconclusive;
}

class Checker {
 public:
  Checker(const Sweep& sweep, const Expr& loss, std::span<const Expr> parameters)
      : graph_(*loss.graph()),
        loss_(loss),
        parameters_(parameters.begin(), parameters.end()),
        gradient_(gradient(loss, parameters)),
        stable_(gradient_.value()) {
    for (const Expr& parameter : parameters_) cotangents_.push_back(gradient_.of(parameter));
    sweep_.emplace(graph_, sweep.examples());
    copy_values(sweep);
    sweep_->forward();
    differences_.emplace(*sweep_, stable_);
    tangents_.emplace(*sweep_, std::span(&stable_, 1));
    edges_.emplace(*sweep_);
  }

  std::vector<GradientCheck> run() {
    sweep_->backward(loss_, parameters_);
    const std::size_t every = stride();
    std::size_t number = 0;
    std::vector<GradientCheck> checks;
    for (std::size_t i = 0; i < parameters_.size(); ++i) checks.push_back(check(i, every, number));
    return checks;
  }

 private:
  std::size_t copies(const Expr& node) const { return node.per_example() ? sweep_->examples() : 1; }

  void copy_values(const Sweep& from) {
    for (std::size_t i = 0; i < graph_.leaves().size(); ++i) {
      const Expr leaf = graph_.expr(graph_.leaves()[i]);
      if (leaf.id() >= gradient_.loss().id() + 1 && !is_parameter(leaf)) continue;
      if (graph_.role(leaf.id()) == Role::input) sweep_->bind(leaf, from.primal_of(leaf.id()));
      if (graph_.role(leaf.id()) == Role::parameter) sweep_->set(leaf, from.primal_of(leaf.id()));
    }
  }
  bool is_parameter(const Expr& leaf) const {
    return std::ranges::any_of(parameters_, [&](const Expr& each) { return each.id() == leaf.id(); });
  }

  /// Every which number is looked at.
  std::size_t stride() const {
    double numbers = 0;
    for (const Expr& parameter : parameters_) numbers += static_cast<double>(directions(parameter));
    const double affordable = kBudget / (kEvaluations * static_cast<double>(differences_->cost()));
    return static_cast<std::size_t>(std::max(1.0, std::ceil(numbers / affordable)));
  }

  /// By how many numbers the loss is moved, one after another. Examples of which each has a loss of its own move at once.
  std::size_t directions(const Expr& parameter) const {
    return parameter.shape().size() * (is_apart(parameter) ? sweep_->examples() : 1);
  }
  bool is_apart(const Expr& parameter) const { return parameter.per_example() && !loss_.per_example(); }

  GradientCheck check(std::size_t index, std::size_t every, std::size_t& number) {
    const Expr& parameter = parameters_[index];
    GradientCheck worst{.parameter = parameter, .at = {}, .blame = {}};
    worst.elements = directions(parameter);
    differences_->turn_to(parameter.id());
    for (std::size_t direction = 0; direction < worst.elements; ++direction) {
      if (number++ % every != 0) continue;
      for (const Point& point : points(index, direction)) keep_worse(worst, point, direction);
      ++worst.checked;
    }
    if (worst.checked == 0 && worst.elements > 0) worst.doubt = Doubt::left_out;
    explain(worst);
    return worst;
  }

  /// The derivatives of all losses along one direction.
  std::vector<Point> points(std::size_t index, std::size_t direction) {
    const Expr& parameter = parameters_[index];
    const std::size_t elements = parameter.shape().size(), element = direction % elements;
    const auto example = is_apart(parameter) ? std::optional(direction / elements) : std::nullopt;
    const std::vector<Slope> slopes = differences_->slopes(element, example);
    move_along(parameter, element, example);
    const std::span<const double> moved = tangents_->of(stable_), losses = sweep_->primal_of(stable_.id());
    const std::span<const double> swept = sweep_->cotangents(parameter), values = sweep_->primal_of(parameter.id());
    std::vector<Point> points;
    for (std::size_t i = 0; i < slopes.size(); ++i) {
      Point point{.element = element, .example = example.value_or(i), .slope = slopes[i]};
      const std::size_t at = point.example * elements + element;
      point.analytic = number_of(cotangents_[index], at, elements);
      point.sweep = swept[at % swept.size()];
      point.forward = moved[i];
      const double size = std::max(1.0, std::abs(values[at % values.size()]));
      point.noise = 64 * std::numeric_limits<double>::epsilon() * std::abs(losses[i]) / size;
      points.push_back(point);
    }
    return points;
  }

  void move_along(const Expr& parameter, std::size_t element, std::optional<std::size_t> example) {
    std::vector<double> direction(parameter.shape().size() * copies(parameter));
    for (std::size_t k = element; k < direction.size(); k += parameter.shape().size())
      if (!example || k / parameter.shape().size() == *example) direction[k] = 1;
    tangents_->clear();
    tangents_->set(parameter, direction);
    tangents_->forward();
  }

  double number_of(const Expr& cotangent, std::size_t at, std::size_t elements) const {
    if (cotangent.is_number()) return cotangent.number();
    const std::span<const double> values = sweep_->values(cotangent);
    return values.size() == elements ? values[at % elements] : values[at];
  }

  void keep_worse(GradientCheck& worst, const Point& point, std::size_t) {
    Doubt doubt = doubt_of(point);
    std::optional<NodeId> at = differences_->kink();
    if (at && doubt != Doubt::modes_differ && !std::isfinite(point.slope.value)) doubt = Doubt::kink;
    if (doubt == Doubt::wrong) {
      at = differences_->undifferentiated(point.element, is_apart(worst.parameter) ? std::optional(point.example) : std::nullopt);
      if (at) doubt = Doubt::not_differentiable;
    }
    const Verdict verdict = verdict_of(doubt);
    const double error = relative_error(point);
    if (worst.checked > 0 || worst.seen)
      if (verdict < worst.verdict || (verdict == worst.verdict && !(error > worst.error))) return;
    worst.seen = true;
    worst.element = point.element;
    worst.example = point.example;
    worst.analytic = point.analytic;
    worst.sweep = point.sweep;
    worst.forward = point.forward;
    worst.numeric = point.slope.value;
    worst.error = error;
    worst.verdict = verdict;
    worst.doubt = doubt;
    worst.at = at;
  }

  void explain(GradientCheck& worst);

  Graph& graph_;
  Expr loss_;
  std::vector<Expr> parameters_;
  Gradient gradient_;
  Expr stable_;
  std::vector<Expr> cotangents_;
  std::optional<Sweep> sweep_;
  std::optional<LossDifferences> differences_;
  std::optional<Tangents> tangents_;
  std::optional<EdgeCheck> edges_;
};

}  // namespace
