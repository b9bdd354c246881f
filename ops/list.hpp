// The list of all ops. Laws, tables, loops and the reference are generated from it.
#pragma once

#include <chainrule/engine/op/op_list.hpp>
#include <chainrule/ops/arithmetic.hpp>
#include <chainrule/ops/broadcast.hpp>
#include <chainrule/ops/choice.hpp>
#include <chainrule/ops/cross_entropy.hpp>
#include <chainrule/ops/examples.hpp>
#include <chainrule/ops/exponential.hpp>
#include <chainrule/ops/hyperbolic.hpp>
#include <chainrule/ops/indexing.hpp>
#include <chainrule/ops/layout.hpp>
#include <chainrule/ops/logistic.hpp>
#include <chainrule/ops/parts.hpp>
#include <chainrule/ops/piecewise.hpp>
#include <chainrule/ops/powers.hpp>
#include <chainrule/ops/products.hpp>
#include <chainrule/ops/reductions.hpp>
#include <chainrule/ops/softmax.hpp>
#include <chainrule/ops/trigonometric.hpp>

#include <array>

namespace chainrule {

/// The commonest first: loops over nodes look for a node's op in this order.
using StandardOps =
    OpList<Multiply, Add, Subtract, Divide, Negate, Square, Exp, Log, Tanh, Sigmoid, Relu, Sin, Cos, Sqrt, Pow,
           LogLossWithLogit, LogLoss, Log1p, Expm1, Softplus, SquaredError, GuardedMultiply, TwiceGuardedMultiply,
           GuardedDivide, Max, Min, Abs, Where, Less, LessEqual, Equal, Sign, Clip, XLogY, Erf, Tan, Asin, Acos, Atan,
           Sinh, Cosh, SigmoidSlope, TanhSlope, PowerSlope, PowerSlopeLog, PowLog, StopGradient, SumOverExamples,
           MeanOverExamples, Matmul, GuardedMatmul, Dot, Sum, Mean, BroadcastTo, SumTo, Reshape, Transpose, Concat,
           Slice, PadSlice, Gather, ScatterAdd, Amax, Amin, LogSumExp, LogSumExpSlope, Softmax, LogSoftmax,
           CrossEntropy, SoftmaxError>;

/// The descriptions in the order of the list, made once in standard.cpp.
extern const std::array<const OpInfo*, StandardOps::kSize> kStandardOps;

/// The description of an op of the list, without instantiating it again.
template <class Op> const OpInfo& standard_info() { return *kStandardOps[StandardOps::slot_of<Op>() - 1]; }

}  // namespace chainrule
