// The words for what a check found.
#pragma once

#include <cstdint>
#include <string_view>

namespace chainrule {

enum class Verdict : std::uint8_t { ok, inconclusive, fails };

/// The word that is printed for a verdict.
std::string_view to_text(Verdict verdict);

/// Why a check is not ok.
enum class Doubt : std::uint8_t {
  none,
  kink,                ///< the loss has a kink at, or too near to, the point
  not_finite,          ///< the loss, what differences make of it, or every way's gradient is not finite
  imprecise,           ///< rounding hides the derivative from differences
  not_differentiable,  ///< the parameter moves an operand that is not differentiated: gradients leave that out
  left_out,            ///< there are too many numbers to look at, and this parameter's were not
  modes_differ,        ///< sweep, gradient graph and forward mode give different numbers
  wrong                ///< the gradient is not what differences say
};

}  // namespace chainrule
