// ADBench's Gaussian mixture by hand: the objective and its whole gradient, on vectors of examples.
#pragma once

#include <chainrule/tools/bench/references/numbers.hpp>
#include <chainrule/tools/bench/references/problems.hpp>

#include <cstddef>
#include <vector>

namespace chainrule::references {

/// Examples of a block, which goes through all components before the next one.
inline constexpr std::size_t kMixtureBlock = 64;

/// The data that the kernels read and add to. d is even, by a dimension of zeros where it has to be; sums have a vector
/// of kMostLanes for each number.
struct MixtureWork {
  std::size_t d, k;
  Numbers Q;            ///< [k, d, d], lower triangular
  Numbers means;        ///< [k, d]
  Numbers log_weights;  ///< [k], with the logarithm of the determinant of Q
  Numbers centred;      ///< of a block and a component [d, block]
  Numbers y;            ///< of a block Q(x - μ) [k, d, block]
  Numbers p;            ///< of a block [k, block]: of each component first the logarithm of its density, then its share
  Numbers sums_L;       ///< Σ log Σ e^p
  Numbers sums_p;       ///< [k]
  Numbers sums_g;       ///< [k, d]: of g = p·y
  Numbers sums_Q;       ///< [k, d, d]: of g xᵀ
};

class MixtureReference {
 public:
  explicit MixtureReference(const MixtureProblem& problem);

  /// Computes objective and gradient at the problem's parameters. The problem must outlive it.
  void run();

  double objective = 0;
  std::vector<double> dalphas, dmeans, dicf;

 private:
  void prepare();
  void collect();
  void collect_component(std::size_t c);
  double penalty();

  const MixtureProblem& problem_;
  MixtureWork work_;
  Numbers x_;  ///< block by block [d, block]
  double log_normaliser_;
};

}  // namespace chainrule::references
