// The density of a mixture of Gaussians, and a Wishart prior of its covariances, as the benchmark suite ADBench defines
// them.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstdint>
#include <vector>

namespace chainrule {

/// The prior of an inverse covariance factor: γ, and by how many its degrees of freedom exceed d + 1.
struct Wishart {
  double gamma = 1;
  std::int64_t m = 0;
};

/// The parameters' values.
struct MixtureStart {
  std::vector<double> alphas, means, icf;
};

struct GaussianMixture {
  Expr x;       ///< input [d]
  Expr alphas;  ///< [k]: the components' weights are softmax(alphas)
  Expr means;   ///< [k, d]
  Expr icf;     ///< [k, d(d+1)/2]: of each Q the logarithms of its diagonal, then what is below it, column by column
  Expr Q;       ///< [k, d, d], lower triangular: Qᵀ Q is a component's inverse covariance
  Expr log_density;     ///< of one example
  Expr log_likelihood;  ///< its sum over the examples
  Expr penalty;         ///< minus the logarithm of the prior's density, of all components
};

/// Builds the parts over an input or another per-example vector x of shape [d]. Parameters have values if a start is
/// given. A form of Q(x - μ) was chosen, Qx - Qμ, in which a block of examples is one matrix product; it loses digits
/// where means lie far from 0 for their spread. GraphError for fewer than one component or no vector.
GaussianMixture gaussian_mixture(const Expr& x, std::int64_t components, const Wishart& wishart = {},
                                 const MixtureStart* start = nullptr);

/// ADBench's own sum, log_likelihood + penalty, as the node `objective` and the graph's loss, over an input x.
GaussianMixture gaussian_mixture(Graph& graph, std::int64_t dimensions, std::int64_t components,
                                 const Wishart& wishart = {});

}  // namespace chainrule
