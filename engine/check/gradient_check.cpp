#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/tangents.hpp>
#include <chainrule/engine/check/blame_search.hpp>
#include <chainrule/engine/check/gradient_check.hpp>
#include <chainrule/engine/check/gradient_point.hpp>
#include <chainrule/engine/check/loss_differences.hpp>
#include <chainrule/engine/graph/node_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace chainrule {

namespace {

constexpr double kBudget = 4e9;      // numbers computed in all: half a minute
constexpr double kEvaluations = 30;  // for one slope, roughly

class Checker {
 public:
  Checker(const Sweep& sweep, const Expr& loss, std::span<const Expr> parameters)
      : loss_(loss),
        parameters_(parameters.begin(), parameters.end()),
        gradient_(gradient(loss, parameters)),
        stable_(gradient_.value()),
        sweep_(sweep.graph(), sweep.examples()),
        differences_(sweep, stable_) {
    if (!stable_.same_as(loss_)) plain_differences_.emplace(sweep, loss_);
    for (const Expr& parameter : parameters_) cotangents_.push_back(gradient_.of(parameter));
    sweep_.copy_leaf_values(sweep);
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
      checks.push_back(found);
    }
    return checks;
  }

 private:
  /// For an input of a loss over all examples, each example's numbers are moved apart.
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
    if (plain_differences_) plain_differences_->turn_to(parameter.id());
    bool is_first = true;
    for (std::size_t direction = 0; direction < worst.elements; ++direction) {
      if (next_direction_++ % every != 0) continue;
      ++worst.checked;
      for (const GradientPoint& point : resolved_points(index, direction)) {
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

  /// The element that a direction moves, and of which example if not of all.
  std::pair<std::size_t, std::optional<std::size_t>> number_of(const Expr& parameter, std::size_t direction) const {
    const std::size_t elements = parameter.shape().size();
    return {direction % elements, is_apart(parameter) ? std::optional(direction / elements) : std::nullopt};
  }

  /// Before a gradient is said to be wrong, a look at what it does nearby: where it changes within a step by as much as
  /// it is off, the step went over something that is too small to be seen in values, and a smaller one decides.
  std::vector<GradientPoint> resolved_points(std::size_t index, std::size_t direction) {
    std::vector<GradientPoint> found = points(index, direction, std::numeric_limits<double>::infinity());
    for (int tries = 0; tries < 3; ++tries) {
      const double reach = steady_reach(index, direction, found);
      if (!std::isfinite(reach)) break;
      found = points(index, direction, reach);
    }
    return found;
  }

  /// A step within which the gradients that differ from their differences change smoothly; infinite if those steps that
  /// were taken will do. A gradient can choose the step in this way, but not make the differences agree with it.
  double steady_reach(std::size_t index, std::size_t direction, std::span<const GradientPoint> points) {
    constexpr double kUnlimited = std::numeric_limits<double>::infinity();
    double reach = 0;
    for (const GradientPoint& point : points)
      if (agreement_of(point) == Agreement::differs) reach = std::max({reach, point.slope.reach, point.plain.reach});
    std::vector<double> largest(points.size());  // change of the gradient, per step
    double steady = kUnlimited;
    for (int k = 0; k <= 48 && reach > 0; k += 4) {
      const double step = std::ldexp(reach, -k);
      std::vector<double> change(points.size());
      for (const double by : {-step, step}) {
        const std::vector<GradientPoint> moved = gradients_at(index, direction, by);
        for (std::size_t i = 0; i < points.size(); ++i)
          change[i] = std::max(change[i], largest_change(points[i], moved[i]));
      }
      for (std::size_t i = 0; i < points.size(); ++i) {
        const bool is_off = agreement_of(points[i]) == Agreement::differs && change[i] > 0.1 * distance(points[i]);
        if (is_off && k > 0 && change[i] > kSmooth * largest[i] * step) steady = step / 8;
        largest[i] = std::max(largest[i], change[i] / step);
      }
    }
    gradients_at(index, direction, 0);
    return steady;
  }

  static constexpr double kSmooth = 8;  // by so much the slope of a smooth gradient may grow towards the point

  /// The gradients along one direction with its number moved.
  std::vector<GradientPoint> gradients_at(std::size_t index, std::size_t direction, double by) {
    const Expr& parameter = parameters_[index];
    const auto [element, example] = number_of(parameter, direction);
    const std::span<const double> values = sweep_.primal_of(parameter.id());
    const std::vector<double> at(values.begin(), values.end());
    std::vector<double> moved = at;
    const std::size_t elements = parameter.shape().size();
    for (std::size_t k = element; k < moved.size(); k += elements)
      if (!example || k / elements == *example) moved[k] += by;
    place(parameter, moved);
    std::vector<GradientPoint> found = gradients(index, direction);
    place(parameter, at);
    return found;
  }

  void place(const Expr& leaf, std::span<const double> values) {
    sweep_.assign(leaf, values);
    sweep_.backward(loss_, parameters_);
  }

  /// The derivatives of all losses along one direction, and what differences with steps up to `reach` say.
  std::vector<GradientPoint> points(std::size_t index, std::size_t direction, double reach) {
    const Expr& parameter = parameters_[index];
    const auto [element, example] = number_of(parameter, direction);
    std::vector<GradientPoint> points = gradients(index, direction);
    const std::vector<Slope> slopes = differences_.slopes(element, example, reach);
    const std::vector<Slope> plain = plain_differences_ ? plain_differences_->slopes(element, example, reach) : slopes;
    for (std::size_t i = 0; i < points.size(); ++i) {
      points[i].slope = slopes[i];
      points[i].plain = plain[i];
    }
    return points;
  }

  std::vector<GradientPoint> gradients(std::size_t index, std::size_t direction) {
    const Expr& parameter = parameters_[index];
    const auto [element, example] = number_of(parameter, direction);
    move_along(parameter, element, example);
    const std::span<const double> moved = tangents_->of(stable_);
    const std::span<const double> swept = sweep_.cotangents(parameter);
    const std::vector<double> by_graph = numbers_of(cotangents_[index]);
    std::vector<GradientPoint> points;
    for (std::size_t i = 0; i < moved.size(); ++i) {
      GradientPoint point{.element = element, .example = example.value_or(i), .slope = {}, .plain = {}};
      const std::size_t at = point.example * parameter.shape().size() + element;
      point.analytic = by_graph[at % by_graph.size()];
      point.sweep = swept[at % swept.size()];
      point.forward = moved[i];
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

  /// Fills in what one point shows; the rest is as it was.
  GradientCheck judged(const GradientPoint& point, GradientCheck found) {
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
    found.uncertainty = point.slope.uncertainty;
    found.error = relative_error(point.analytic, point.slope);
    return found;
  }

  Expr loss_;
  std::vector<Expr> parameters_;
  Gradient gradient_;
  Expr stable_;
  Sweep sweep_;
  LossDifferences differences_;
  std::optional<LossDifferences> plain_differences_;  // where a stable rule was applied
  std::vector<Expr> cotangents_;
  std::optional<Tangents> tangents_;
  std::optional<BlameSearch> blame_;
  std::size_t next_direction_ = 0;
};

}  // namespace

std::vector<GradientCheck> check_gradients(const Sweep& sweep, const Expr& loss, std::span<const Expr> parameters) {
  const Graph& graph = sweep.graph();
  static_cast<void>(sweep.values(loss));
  if (!loss.shape().is_scalar())
    throw ShapeError(fmt::format("{} has shape {}: only a scalar has a gradient; sum it up first",
                                 node_name(graph, loss.id()), to_text(loss.shape())),
                     node_name(graph, loss.id()));
  for (const Expr& parameter : parameters) {
    if (parameter.graph() != &graph) throw GraphError("a gradient was to be checked by a node of another graph");
    const Role role = graph.role(parameter.id());
    if (role != Role::input && role != Role::parameter)
      throw GraphError(fmt::format("{} is no input or parameter: it cannot be moved to see what the loss does",
                                   node_name(graph, parameter.id())),
                       node_name(graph, parameter.id()));
  }
  if (parameters.empty()) return {};
  return Checker(sweep, loss, parameters).run();
}

}  // namespace chainrule
