#include <chainrule/graphs/gaussian_mixture.hpp>
#include <chainrule/ops/functions.hpp>

#include <cmath>
#include <numbers>
#include <vector>

namespace chainrule {
namespace {

/// For each place of a d×d matrix where it stands in a row of `packed`: diagonal, below it column by column, one zero.
std::vector<double> places_in_packed(std::int64_t d) {
  const auto zero = static_cast<double>(d * (d + 1) / 2);
  std::vector<double> places(static_cast<std::size_t>(d * d), zero);
  std::int64_t next = d;
  for (std::int64_t column = 0; column < d; ++column) {
    places[static_cast<std::size_t>(column * d + column)] = static_cast<double>(column);
    for (std::int64_t row = column + 1; row < d; ++row)
      places[static_cast<std::size_t>(row * d + column)] = static_cast<double>(next++);
  }
  return places;
}

/// log Γ_p(a), the gamma function of p dimensions.
double log_gamma(double a, std::int64_t p) {
  double sum = 0.25 * static_cast<double>(p * (p - 1)) * std::log(std::numbers::pi);
  for (std::int64_t j = 0; j < p; ++j) sum += std::lgamma(a - 0.5 * static_cast<double>(j));
  return sum;
}

/// The normaliser of the prior's density.
double log_normaliser(std::int64_t d, const Wishart& wishart) {
  const auto n = static_cast<double>(d + wishart.m + 1);
  return n * static_cast<double>(d) * (std::log(wishart.gamma) - 0.5 * std::numbers::ln2) - log_gamma(0.5 * n, d);
}

/// A component's parameters in the forms that the formulas want.
struct Factors {
  Expr log_diagonal;  ///< [k, d]
  Expr diagonal;      ///< its exponential
  Expr below;         ///< [k, d(d-1)/2]
};

Factors factors_of(const Expr& icf, std::int64_t d) {
  const Expr log_diagonal = slice(icf, 1, 0, d);
  return {.log_diagonal = log_diagonal, .diagonal = exp(log_diagonal), .below = slice(icf, 1, d, d * (d + 1) / 2)};
}

Expr matrices(const Factors& factors, std::int64_t d, std::int64_t k) {
  Graph& graph = *factors.diagonal.graph();
  const std::vector<double> zeros(static_cast<std::size_t>(k));
  const Expr packed = concat({factors.diagonal, factors.below, graph.constant(Shape{k, 1}, zeros)}, 1);
  return named("Q", gather(packed, graph.constant(Shape{d, d}, places_in_packed(d)), 1));
}

/// Q(x - μ) of every component, [k, d].
Expr residuals(const GaussianMixture& model, std::int64_t d, std::int64_t k) {
  const Expr all_rows = transpose(reshape(model.Q, {k * d, d}));
  const Expr of_means = reshape(matmul(model.Q, reshape(model.means, {k, d, 1})), {k * d});
  return reshape(matmul(model.x, all_rows) - of_means, {k, d});
}

Expr penalty_of(const Factors& factors, const Expr& log_determinants, std::int64_t d, std::int64_t k,
                const Wishart& wishart) {
  const Expr diagonals = sum(square(factors.diagonal));
  const Expr squares = d > 1 ? diagonals + sum(square(factors.below)) : diagonals;
  const Expr quadratic = 0.5 * wishart.gamma * wishart.gamma * squares;
  const double normalisers = static_cast<double>(k) * log_normaliser(d, wishart);
  if (wishart.m == 0) return quadratic - normalisers;
  const Expr determinants = static_cast<double>(wishart.m) * sum(log_determinants);
  return quadratic - determinants - normalisers;
}

}  // namespace

GaussianMixture gaussian_mixture(const Expr& x, std::int64_t components, const Wishart& wishart,
                                 const MixtureStart* start) {
  if (components < 1) throw GraphError("a mixture needs at least one component");
  if (x.shape().rank() != 1 || x.shape()[0] < 1) throw GraphError("a mixture needs vectors of at least one number");
  Graph& graph = *x.graph();
  const std::int64_t d = x.shape()[0], k = components;
  GaussianMixture model;
  model.x = x;
  const auto parameter = [&](std::string_view name, const Shape& shape, std::vector<double> MixtureStart::*values) {
    return start == nullptr ? graph.parameter(name, shape) : graph.parameter(name, shape, start->*values);
  };
  model.alphas = parameter("alphas", Shape{k}, &MixtureStart::alphas);
  model.means = parameter("means", Shape{k, d}, &MixtureStart::means);
  model.icf = parameter("icf", Shape{k, d * (d + 1) / 2}, &MixtureStart::icf);
  const Factors factors = factors_of(model.icf, d);
  model.Q = matrices(factors, d, k);
  const Expr log_determinants = sum(factors.log_diagonal, 1);
  const Expr log_weights = model.alphas + log_determinants;
  const Expr distances = sum(square(residuals(model, d, k)), 1);
  const Expr of_components = logsumexp(log_weights - 0.5 * distances);
  const double log_of_2_pi = std::log(2 * std::numbers::pi);
  const Expr normaliser = logsumexp(model.alphas) + 0.5 * static_cast<double>(d) * log_of_2_pi;
  model.log_density = named("log_density", of_components - normaliser);
  const Expr total = sum_over_examples(of_components);
  model.log_likelihood = named("log_likelihood", total - graph.examples() * normaliser);
  model.penalty = named("penalty", penalty_of(factors, log_determinants, d, k, wishart));
  return model;
}

GaussianMixture gaussian_mixture(Graph& graph, std::int64_t dimensions, std::int64_t components,
                                 const Wishart& wishart) {
  if (dimensions < 1) throw GraphError("a mixture needs vectors of at least one number");
  const GaussianMixture model = gaussian_mixture(graph.input("x", Shape{dimensions}), components, wishart);
  graph.set_loss(named("objective", model.log_likelihood + model.penalty));
  return model;
}

}  // namespace chainrule
