#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/tangents.hpp>
#include <chainrule/engine/check/gradient_check.hpp>
#include <chainrule/engine/check/loss_differences.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace chainrule {

namespace {

constexpr double kTolerance = 1e-7;      // of gradients and differences
constexpr double kModeTolerance = 1e-9;  // of the ways of computing gradients among each other
constexpr double kBudget = 4e9;          // numbers computed in all
constexpr double kEvaluations = 30;      // for one slope, roughly

/// The derivative of one loss by one number, computed in several ways.
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
  if (!std::isfinite(point.noise)) return Doubt::not_finite;  // nor is the loss
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

/// Where the worst edge between a parameter and the loss is.
class BlameSearch {
 public:
  explicit BlameSearch(const Sweep& sweep) : graph_(sweep.graph()), edges_(sweep) {}

  std::optional<WrongEdge> worst_between(const Expr& parameter, std::span<const Expr> losses) {
    std::optional<WrongEdge> worst;
    for (const Expr& loss : losses) {
      Activity activity;
      activity.mark_active(graph_, loss.id(), std::span(&parameter, 1));
      activity.mark_reached(graph_, loss.id());
      for (NodeId id = 0; id <= loss.id(); ++id)
        for (std::size_t i = 0; activity.is_reached(id) && i < graph_.operands(id).size(); ++i)
          if (activity.follows(graph_, id, i)) keep_worse(worst, looked_at(id, i));
    }
    return worst;
  }

 private:
  const std::optional<WrongEdge>& looked_at(NodeId node, std::size_t operand) {
    const auto [place, is_new] = seen_.try_emplace({node, operand});
    if (is_new) place->second = edges_.wrong(node, operand);
    return place->second;
  }
  static void keep_worse(std::optional<WrongEdge>& worst, const std::optional<WrongEdge>& edge) {
    if (edge && (!worst || edge->error > worst->error)) worst = edge;
  }

  const Graph& graph_;
  EdgeCheck edges_;
  std::map<std::pair<NodeId, std::size_t>, std::optional<WrongEdge>> seen_;
};

class Checker {
 public:
  Checker(const Sweep& sweep, const Expr& loss, std::span<const Expr> parameters)
      : loss_(loss),
        parameters_(parameters.begin(), parameters.end()),
        gradient_(gradient(loss, parameters)),
        stable_(gradient_.value()),
        sweep_(sweep.graph(), sweep.examples()),
        differences_(sweep, stable_) {
    for (const Expr& parameter : parameters_) cotangents_.push_back(gradient_.of(parameter));
    copy_leaves(sweep);
    sweep_.backward(loss_, parameters_);
    tangents_.emplace(sweep_, std::span(&stable_, 1));
    blame_.emplace(sweep_);
  }

  std::vector<GradientCheck> run() {
    const std::size_t every = stride();
    std::vector<GradientCheck> checks;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      GradientCheck found = check(i, every);
      const Expr losses[] = {loss_, stable_};
      if (found.verdict == Verdict::fails) found.blame = blame_->worst_between(found.parameter, losses);
      checks.push_back(std::move(found));
    }
    return checks;
  }

 private:
  void copy_leaves(const Sweep& from) {
    const Graph& graph = sweep_.graph();
    for (std::size_t i = 0; i < graph.leaves().size(); ++i) {
      const Expr leaf = graph.expr(graph.leaves()[i]);
      if (graph.role(leaf.id()) == Role::input) sweep_.bind(leaf, from.primal_of(leaf.id()));
      if (graph.role(leaf.id()) == Role::parameter) sweep_.set(leaf, from.primal_of(leaf.id()));
    }
  }

  /// Of an input of a loss over all examples, each example's numbers are moved apart.
  bool is_apart(const Expr& parameter) const { return parameter.per_example() && !loss_.per_example(); }
  std::size_t directions(const Expr& parameter) const {
    return parameter.shape().size() * (is_apart(parameter) ? sweep_.examples() : 1);
  }

  /// Every which direction is looked at, of all parameters' one after another.
  std::size_t stride() const {
    double numbers = 0;
    for (const Expr& parameter : parameters_) numbers += static_cast<double>(directions(parameter));
    const double affordable = kBudget / (kEvaluations * static_cast<double>(differences_.cost()));
    return static_cast<std::size_t>(std::max(1.0, std::ceil(numbers / affordable)));
  }

  GradientCheck check(std::size_t index, std::size_t every) {
    const Expr& parameter = parameters_[index];
    GradientCheck worst{.parameter = parameter, .at = {}, .blame = {}};
    worst.elements = directions(parameter);
    differences_.turn_to(parameter.id());
    bool is_first = true;
    for (std::size_t direction = 0; direction < worst.elements; ++direction) {
      if (next_direction_++ % every != 0) continue;
      ++worst.checked;
      for (const Point& point : points(index, direction)) {
        const GradientCheck found = judged(point, worst);
        if (is_first || std::pair(found.verdict, found.error) > std::pair(worst.verdict, worst.error)) worst = found;
        worst.checked = found.checked;
        is_first = false;
      }
    }
    if (worst.checked == 0 && worst.elements > 0) {
      worst.verdict = Verdict::inconclusive;
      worst.doubt = Doubt::left_out;
    }
    return worst;
  }

  /// The derivatives of all losses along one direction.
  std::vector<Point> points(std::size_t index, std::size_t direction) {
    const Expr& parameter = parameters_[index];
    const std::size_t elements = parameter.shape().size(), element = direction % elements;
    const auto example = is_apart(parameter) ? std::optional(direction / elements) : std::nullopt;
    const std::vector<Slope> slopes = differences_.slopes(element, example);
    move_along(parameter, element, example);
    const std::span<const double> moved = tangents_->of(stable_), losses = sweep_.primal_of(stable_.id());
    const std::span<const double> swept = sweep_.cotangents(parameter), values = sweep_.primal_of(parameter.id());
    const std::vector<double> by_graph = numbers_of(cotangents_[index]);
    std::vector<Point> points;
    for (std::size_t i = 0; i < slopes.size(); ++i) {
      Point point{.element = element, .example = example.value_or(i), .slope = slopes[i]};
      const std::size_t at = point.example * elements + element;
      point.analytic = by_graph[at % by_graph.size()];
      point.sweep = swept[at % swept.size()];
      point.forward = moved[i];
      const double size = std::max(1.0, std::abs(values[at % values.size()]));
      point.noise = 64 * std::numeric_limits<double>::epsilon() * std::abs(losses[i]) / size;
      points.push_back(point);
    }
    return points;
  }

  void move_along(const Expr& parameter, std::size_t element, std::optional<std::size_t> example) {
    const std::size_t elements = parameter.shape().size();
    std::vector<double> direction(sweep_.primal_of(parameter.id()).size());
    for (std::size_t k = element; k < direction.size(); k += elements)
      if (!example || k / elements == *example) direction[k] = 1;
    tangents_->clear();
    tangents_->set(parameter, direction);
    tangents_->forward();
  }

  /// One number, of all examples, for a cotangent that is a plain number.
  std::vector<double> numbers_of(const Expr& cotangent) const {
    if (cotangent.is_number()) return {cotangent.number()};
    const std::span<const double> values = sweep_.values(cotangent);
    return {values.begin(), values.end()};
  }

  /// What there is to say of one point; the rest is as it was.
  GradientCheck judged(const Point& point, GradientCheck found) {
    found.doubt = doubt_of(point);
    found.at.reset();
    const auto example = is_apart(found.parameter) ? std::optional(point.example) : std::nullopt;
    if (found.doubt == Doubt::wrong) {
      found.at = differences_.undifferentiated(point.element, example);
      if (found.at) found.doubt = Doubt::not_differentiable;
    } else if (found.doubt != Doubt::none && found.doubt != Doubt::modes_differ && differences_.kink()) {
      found.at = differences_.kink();
      found.doubt = Doubt::kink;
    }
    found.verdict = verdict_of(found.doubt);
    found.element = point.element;
    found.example = point.example;
    found.analytic = point.analytic;
    found.sweep = point.sweep;
    found.forward = point.forward;
    found.numeric = point.slope.value;
    found.error = relative_error(point);
    return found;
  }

  Expr loss_;
  std::vector<Expr> parameters_;
  Gradient gradient_;
  Expr stable_;
  Sweep sweep_;
  LossDifferences differences_;
  std::vector<Expr> cotangents_;
  std::optional<Tangents> tangents_;
  std::optional<BlameSearch> blame_;
  std::size_t next_direction_ = 0;
};

}  // namespace

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::fails:
      return "fails";
  }
  return "";
}

std::vector<GradientCheck> check_gradients(const Sweep& sweep, const Expr& loss, std::span<const Expr> parameters) {
  const Graph& graph = sweep.graph();
  static_cast<void>(sweep.values(loss));
  if (!loss.shape().is_scalar())
    throw ShapeError(fmt::format("{} has shape {}: only a scalar has a gradient; sum it up first",
                                 shown(graph, loss.id()), to_text(loss.shape())),
                     shown(graph, loss.id()));
  for (const Expr& parameter : parameters) {
    if (parameter.graph() != &graph) throw GraphError("a gradient was to be checked by a node of another graph");
    const Role role = graph.role(parameter.id());
    if (role != Role::input && role != Role::parameter)
      throw GraphError(fmt::format("{} is no input or parameter: it cannot be moved to see what the loss does",
                                   shown(graph, parameter.id())),
                       shown(graph, parameter.id()));
  }
  if (parameters.empty()) return {};
  return Checker(sweep, loss, parameters).run();
}

}  // namespace chainrule
