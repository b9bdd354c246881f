// The functions and operators with which people write formulas: on expressions, on arrays of numbers, and the
// elementwise ones on dual numbers too.
#pragma once

#include <chainrule/ops/apply/arithmetic_functions.hpp>
#include <chainrule/ops/apply/choice_functions.hpp>
#include <chainrule/ops/apply/elementary_functions.hpp>
#include <chainrule/ops/apply/tensor_functions.hpp>

namespace chainrule {

/// The sum over the m examples, a shared node.
inline Expr sum_over_examples(const Expr& s) { return apply_standard<SumOverExamples>(s); }
/// The mean over the m examples, a shared node.
inline Expr mean_over_examples(const Expr& s) { return apply_standard<MeanOverExamples>(s); }

}  // namespace chainrule
