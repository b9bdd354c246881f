// Sums whose rounding errors hardly grow with the number of terms: pairwise summation, with the error bound of N. J.
// Higham, The accuracy of floating point summation, SIAM J. Sci. Comput. 14 (1993): log2(n) units, not n.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace chainrule {

/// Adds terms in blocks, and the blocks pairwise as in a tournament, in an order that depends on their number alone.
class PairwiseSum {
 public:
  void add(double term) {
    block_ += term;
    if (++in_block_ == kBlock) close_block();
  }

  double total() const {
    double sum = block_;
    for (std::size_t level = 0; blocks_ >> level != 0; ++level)
      if ((blocks_ >> level & 1U) != 0) sum = levels_[level] + sum;
    return sum;
  }

 private:
  static constexpr unsigned kBlock = 16;

  /// Level k holds the sum of 2^k blocks where bit k of their number is set.
  void close_block() {
    std::size_t level = 0;
    for (; (blocks_ >> level & 1U) != 0; ++level) block_ = levels_[level] + block_;
    levels_[level] = block_;
    ++blocks_;
    block_ = 0;
    in_block_ = 0;
  }

  std::array<double, 48> levels_{};
  std::uint64_t blocks_ = 0;
  double block_ = 0;
  unsigned in_block_ = 0;
};

}  // namespace chainrule
