// A loss and its gradient, by the sweep and by the gradient graph.
#pragma once

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/ops/functions.hpp>

#include <functional>
#include <span>
#include <vector>

namespace chainrule::testing {

struct LossAndGradient {
  double loss = 0;
  std::vector<double> gradient;  ///< of the parameters, one after another
};

using Fill = std::function<void(Sweep&)>;

inline void append(std::vector<double>& all, std::span<const double> more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// By a sweep of `examples` examples, to which `fill` gives the values.
inline LossAndGradient by_sweep(const Expr& loss, std::span<const Expr> parameters, std::size_t examples,
                                const Fill& fill) {
  Sweep sweep(*loss.graph(), examples);
  fill(sweep);
  sweep.backward(loss);
  LossAndGradient result{.loss = sweep.value(loss), .gradient = {}};
  for (const Expr& parameter : parameters) append(result.gradient, sweep.cotangents(parameter));
  return result;
}

/// By the gradient graph, which is appended to the loss's.
inline LossAndGradient by_gradient_graph(const Expr& loss, std::span<const Expr> parameters, std::size_t examples,
                                         const Fill& fill) {
  Gradient derivatives = gradient(loss);
  std::vector<Expr> wanted;
  for (const Expr& parameter : parameters) wanted.push_back(derivatives.of(parameter));
  Sweep sweep(*loss.graph(), examples);
  fill(sweep);
  sweep.forward();
  LossAndGradient result{.loss = sweep.value(derivatives.value()), .gradient = {}};
  for (const Expr& derivative : wanted) append(result.gradient, sweep.values(derivative));
  return result;
}

}  // namespace chainrule::testing
