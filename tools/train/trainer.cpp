#include <chainrule/engine/graph/node_name.hpp>
#include <chainrule/tools/train/trainer.hpp>

#include <fmt/format.h>

#include <cmath>

namespace chainrule {

namespace {

const Expr& checked(const Expr& cost) {
  if (cost.is_number()) throw InputError("the cost is a plain number: there is nothing to train");
  const std::string name = node_name(*cost.graph(), cost.id());
  if (!cost.shape().is_scalar())
    throw InputError(fmt::format("the loss {} has shape {}; training needs one number", name, to_text(cost.shape())),
                     name);
  if (cost.per_example())
    throw InputError(fmt::format("the loss {0} is one number per example; training needs one for all of them, such as "
                                 "J = mean_over_examples({0})",
                                 name),
                     name);
  if (!cost.graph()->node(cost.id()).on_parameter())
    throw InputError(fmt::format("the loss {} depends on no parameter: there is nothing to train", name), name);
  return cost;
}

}  // namespace

Trainer::Trainer(const Expr& cost, Sweep& sweep) : graph_(*checked(cost).graph()), sweep_(sweep), cost_(cost) {
  Gradient derivative = gradient(cost);
  cost_ = derivative.value();
  for (const NodeId id : graph_.leaves(Role::parameter)) {
    const Expr parameter = graph_.expr(id);
    const Expr by_parameter = derivative.of(parameter);
    parameters_.push_back(parameter);
    derivatives_.push_back(by_parameter.is_number() ? graph_.constant(by_parameter.number()) : by_parameter);
    updated_.emplace_back(parameter.shape().size());
  }
}

double Trainer::run() {
  sweep_.forward();
  return sweep_.value(cost_);
}

double Trainer::largest_derivative() const {
  double largest = 0;
  for (const Expr& derivative : derivatives_)
    for (const double number : sweep_.values(derivative)) {
      if (std::isnan(number)) return number;
      largest = std::fmax(largest, std::abs(number));
    }
  return largest;
}

void Trainer::update(double alpha) {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const std::span<const double> value = sweep_.values(parameters_[i]);
    const std::span<const double> derivative = sweep_.values(derivatives_[i]);
    for (std::size_t k = 0; k < value.size(); ++k) updated_[i][k] = value[k] - alpha * derivative[k];
  }
  for (std::size_t i = 0; i < parameters_.size(); ++i) sweep_.set(parameters_[i], updated_[i]);
}

DescentResult descend(Trainer& trainer, const DescentOptions& options,
                      const std::function<void(std::size_t iteration, double loss)>& report) {
  DescentResult result;
  for (;; ++result.iterations) {
    result.loss = trainer.run();
    result.largest_derivative = trainer.largest_derivative();
    result.converged = result.largest_derivative <= options.tolerance;
    if (report) report(result.iterations, result.loss);
    const bool done = result.converged && options.stop_when_converged;
    if (done || result.iterations == options.iterations || !std::isfinite(result.loss)) return result;
    trainer.update(options.alpha);
  }
}

}  // namespace chainrule
