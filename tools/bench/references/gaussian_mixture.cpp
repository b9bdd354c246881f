#include <chainrule/tools/bench/references/gaussian_mixture.hpp>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE <chainrule/tools/bench/references/gaussian_mixture_kernels-inl.hpp>
#include <hwy/foreach_target.h>

#include <chainrule/tools/bench/references/gaussian_mixture_kernels-inl.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace chainrule::references {
namespace {

HWY_EXPORT(MixtureBlock);

double sum_of_lanes(const double* sums) { return std::accumulate(sums, sums + kMostLanes, 0.0); }

double log_sum_exp(const Numbers& numbers) {
  const double largest = *std::ranges::max_element(numbers);
  double sum = 0;
  for (const double number : numbers) sum += std::exp(number - largest);
  return largest + std::log(sum);
}

/// The normaliser of a Wishart density.
double wishart_normaliser(double p, double gamma, double m) {
  const double n = p + m + 1;
  double log_gamma = 0.25 * p * (p - 1) * std::log(std::numbers::pi);
  for (double j = 0; j < p; ++j) log_gamma += std::lgamma(0.5 * (n - j));
  return n * p * (std::log(gamma) - 0.5 * std::numbers::ln2) - log_gamma;
}

}  // namespace

MixtureReference::MixtureReference(const MixtureProblem& problem)
    : dalphas(problem.components),
      dmeans(problem.means.size()),
      dicf(problem.icf.size()),
      problem_(problem),
      log_normaliser_(
          wishart_normaliser(static_cast<double>(problem.dimensions), problem.gamma, static_cast<double>(problem.m))) {
  const std::size_t d = padded(problem.dimensions, 2), k = problem.components;
  work_.d = d, work_.k = k;
  work_.Q.resize(k * d * d), work_.means.resize(k * d), work_.log_weights.resize(k);
  work_.centred.resize(d * kMixtureBlock), work_.y.resize(k * d * kMixtureBlock), work_.p.resize(k * kMixtureBlock);
  work_.sums_L.resize(kMostLanes), work_.sums_p.resize(k * kMostLanes);
  work_.sums_g.resize(k * d * kMostLanes), work_.sums_Q.resize(k * d * d * kMostLanes);
  x_.resize(padded(problem.examples, kMixtureBlock) * d);
  for (std::size_t i = 0; i < problem.examples; ++i)
    for (std::size_t j = 0; j < problem.dimensions; ++j)
      x_[i / kMixtureBlock * kMixtureBlock * d + j * kMixtureBlock + i % kMixtureBlock] =
          problem.x[i * problem.dimensions + j];
}

void MixtureReference::run() {
  prepare();
  for (std::size_t first = 0; first < problem_.examples; first += kMixtureBlock) HWY_DYNAMIC_DISPATCH(MixtureBlock)
  (work_, x_.data() + first * work_.d, std::min(kMixtureBlock, problem_.examples - first));
  collect();
}

/// Q and the weights from the parameters; sums to zero.
void MixtureReference::prepare() {
  const std::size_t d = problem_.dimensions, packed = d * (d + 1) / 2;
  for (std::size_t c = 0; c < work_.k; ++c) {
    const double* icf = problem_.icf.data() + c * packed;
    double* Q = work_.Q.data() + c * work_.d * work_.d;
    work_.log_weights[c] = problem_.alphas[c] + std::accumulate(icf, icf + d, 0.0);
    std::size_t next = d;
    for (std::size_t j = 0; j < d; ++j) {
      Q[j * work_.d + j] = std::exp(icf[j]);
      for (std::size_t i = j + 1; i < d; ++i) Q[i * work_.d + j] = icf[next++];
      work_.means[c * work_.d + j] = problem_.means[c * d + j];
    }
  }
  for (Numbers* sums : {&work_.sums_L, &work_.sums_p, &work_.sums_g, &work_.sums_Q}) std::ranges::fill(*sums, 0.0);
}

void MixtureReference::collect() {
  const auto n = static_cast<double>(problem_.examples), d = static_cast<double>(problem_.dimensions);
  const double log_weights = log_sum_exp(problem_.alphas);
  const double constant = -n * d * 0.5 * std::log(2 * std::numbers::pi);
  for (std::size_t c = 0; c < work_.k; ++c) {
    collect_component(c);
    dalphas[c] -= n * std::exp(problem_.alphas[c] - log_weights);
  }
  objective = constant + sum_of_lanes(work_.sums_L.data()) - n * log_weights + penalty();
}

/// dQ = -Σ g (x - μ)ᵀ and dμ = Qᵀ Σ g, from the sums of g and of g xᵀ.
void MixtureReference::collect_component(std::size_t c) {
  const std::size_t d = problem_.dimensions, packed = d * (d + 1) / 2;
  const double* Q = work_.Q.data() + c * work_.d * work_.d;
  const double* mean = problem_.means.data() + c * d;
  double* of_icf = dicf.data() + c * packed;
  dalphas[c] = sum_of_lanes(work_.sums_p.data() + c * kMostLanes);
  const auto sum_g = [&](std::size_t i) { return sum_of_lanes(work_.sums_g.data() + (c * work_.d + i) * kMostLanes); };
  std::vector<double> g(d);
  for (std::size_t i = 0; i < d; ++i) g[i] = sum_g(i);
  std::size_t next = d;
  for (std::size_t j = 0; j < d; ++j) {
    double of_mean = 0;
    for (std::size_t i = j; i < d; ++i) {
      const double* products = work_.sums_Q.data() + ((c * work_.d + i) * work_.d + j) * kMostLanes;
      const double dQ = g[i] * mean[j] - sum_of_lanes(products);
      const double q = Q[i * work_.d + j];
      (i == j ? of_icf[j] : of_icf[next++]) = i == j ? dQ * q + dalphas[c] : dQ;
      of_mean += q * g[i];
    }
    dmeans[c * d + j] = of_mean;
  }
}

/// Its value; its gradient is added.
double MixtureReference::penalty() {
  const std::size_t d = problem_.dimensions, packed = d * (d + 1) / 2;
  const double square = problem_.gamma * problem_.gamma, m = static_cast<double>(problem_.m);
  double sum = -static_cast<double>(work_.k) * log_normaliser_;
  for (std::size_t c = 0; c < work_.k; ++c) {
    const double* icf = problem_.icf.data() + c * packed;
    for (std::size_t place = 0; place < packed; ++place) {
      const double q = place < d ? work_.Q[(c * work_.d + place) * work_.d + place] : icf[place];
      sum += 0.5 * square * q * q - (place < d ? m * icf[place] : 0);
      dicf[c * packed + place] += place < d ? square * q * q - m : square * q;
    }
  }
  return sum;
}

}  // namespace chainrule::references
