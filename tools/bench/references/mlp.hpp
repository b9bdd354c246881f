// A perceptron by hand: OpenBLAS on one thread for the products of matrices, vectors for what lies between them.
#pragma once

#include <chainrule/tools/bench/references/numbers.hpp>
#include <chainrule/tools/bench/references/problems.hpp>

#include <cstddef>
#include <vector>

namespace chainrule::references {

/// `Real` is double or float. From here on OpenBLAS runs on one thread in the whole process.
template <class Real> class MlpReference {
 public:
  explicit MlpReference(const MlpProblem& problem);

  /// Computes the mean loss and its gradient by all weights and biases.
  void run();

  Real J = 0;
  std::vector<Aligned<Real>> dW, db;  ///< by layer

 private:
  void forward();
  void backward();
  std::size_t layers() const { return W_.size(); }

  std::size_t examples_;
  std::vector<std::size_t> widths_;
  std::vector<Aligned<Real>> W_, b_;
  std::vector<Aligned<Real>> values_;   ///< x, the hidden layers, the logits
  std::vector<Aligned<Real>> dvalues_;  ///< their cotangents, but for x's
  Aligned<Real> y_;
};

extern template class MlpReference<double>;
extern template class MlpReference<float>;

}  // namespace chainrule::references
