// Logistic regression by hand: the mean loss of m examples and its whole gradient, fused, on vectors.
#pragma once

#include <chainrule/tools/bench/references/numbers.hpp>
#include <chainrule/tools/bench/references/problems.hpp>
#include <chainrule/tools/bench/references/second_thread.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace chainrule::references {

/// Examples of a tile, whose columns are contiguous.
inline constexpr std::size_t kLogisticTile = 128;

/// Consecutive examples, in one of the layouts below.
struct LogisticChunk {
  const double* x;
  std::size_t stride;  ///< from column to column, or from row to row
  const double* y;
  std::size_t examples;
  std::size_t features;
  const double* w;
  double b;
  double* sums;  ///< result: of the features' derivatives, of db, of the losses
};

/// Data in the layout that its width wants: two columns; tiles of 128 examples, each in columns; rows. The problem must
/// outlive it.
class LogisticReference {
 public:
  LogisticReference(const LogisticProblem& problem, unsigned threads);

  /// Computes loss and gradient at the problem's w and b.
  void run();

  double J = 0, db = 0;
  std::vector<double> dw;

 private:
  void lay_out(const LogisticProblem& problem);
  void run_chunk(std::size_t chunk);

  enum class Layout { columns, tiles, rows };
  Layout layout_;
  std::size_t examples_, features_;
  std::size_t chunk_examples_, chunks_;
  std::size_t stride_;
  Numbers own_x_, y_, w_;
  const double* x_;
  double b_;
  std::size_t sums_stride_;
  Numbers sums_;
  std::unique_ptr<SecondThread> second_;
};

}  // namespace chainrule::references
