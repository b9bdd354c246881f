// The benchmarks' data, made from fixed seeds: what a reference and a program are both given.
#pragma once

#include <chainrule/tools/bench/references/numbers.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace chainrule::references {

/// Random numbers that are equal everywhere, unlike the standard's distributions.
class Random {
 public:
  explicit Random(std::uint64_t seed) : generator_(seed) {}
  double uniform(double low, double high) {
    return low + (high - low) * (static_cast<double>(generator_() >> 11) * 0x1p-53);
  }
  /// Roughly normal: mean 0, deviation 1.
  double normal() { return uniform(-1, 1) + uniform(-1, 1) + uniform(-1, 1); }
  Numbers normals(std::size_t count, double deviation = 1);

 private:
  std::mt19937_64 generator_;
};

/// Logistic regression: `logistic_regression(features)`.
struct LogisticProblem {
  LogisticProblem(std::size_t examples, std::size_t features);

  static std::string name(std::size_t examples, std::size_t features);  ///< "logistic/1000x2"
  std::size_t examples, features;
  Numbers x;  ///< an example's features one after another
  Numbers y;  ///< 0 and 1
  Numbers w;
  double b = 0.1;
};

/// A perceptron: `mlp(sizes)`.
struct MlpProblem {
  MlpProblem(std::vector<std::int64_t> sizes, std::size_t examples);

  static std::string name(std::span<const std::int64_t> sizes);  ///< "mlp/784_128_10"
  std::size_t width(std::size_t layer) const { return static_cast<std::size_t>(sizes[layer]); }
  std::vector<std::int64_t> sizes;
  std::size_t examples;
  Numbers x, y;               ///< y: the classes
  std::vector<Numbers> W, b;  ///< by layer: [n, m] and [m]
};

/// A mixture: `gaussian_mixture(dimensions, components, {gamma, m})`.
struct MixtureProblem {
  MixtureProblem(std::size_t dimensions, std::size_t components, std::size_t examples);

  static std::string name(std::size_t dimensions, std::size_t components,
                          std::size_t examples);  ///< "gmm/d10_k25_n1000"
  std::size_t dimensions, components, examples;
  Numbers alphas, means, icf, x;
  double gamma = 1;
  std::int64_t m = 0;
};

/// A character model: `lstm({layers, width, characters})`.
struct CharactersProblem {
  CharactersProblem(std::size_t layers, std::size_t characters, std::size_t width = 14);

  static std::string name(std::size_t layers, std::size_t characters);  ///< "lstm/l2_c1024"
  std::size_t layers, characters, width;
  Numbers main_params, extra_params, state, sequence;
};

}  // namespace chainrule::references
