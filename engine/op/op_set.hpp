// The language a graph is written in: a numbered list of ops, and what the engine itself needs of them.
#pragma once

#include <chainrule/engine/op/kernels.hpp>
#include <chainrule/engine/op/op.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace chainrule {

/// The operations with which the engine writes more graph: handed over as values, so that the engine names no op.
struct Algebra {
  Expr (*add)(const Expr&, const Expr&) = nullptr;
  Expr (*subtract)(const Expr&, const Expr&) = nullptr;
  Expr (*multiply)(const Expr&, const Expr&) = nullptr;
  Expr (*divide)(const Expr&, const Expr&) = nullptr;
  Expr (*negate)(const Expr&) = nullptr;
  /// weight · a, but 0 where the weight is 0.
  Expr (*gate)(const Expr& weight, const Expr& a) = nullptr;
  /// a · b, but 0 where either is 0.
  Expr (*gate_twice)(const Expr& a, const Expr& b) = nullptr;
  Expr (*sum_over_examples)(const Expr&) = nullptr;
  /// Sums `x` down to the shape it was broadcast from.
  Expr (*sum_to)(const Expr& x, const Shape& shape) = nullptr;
  Expr (*broadcast_to)(const Expr& x, const Shape& shape) = nullptr;
};

class Gates;
class Graph;
using NodeId = std::uint32_t;  // as a graph's nodes define it

/// Sweeps over graphs of scalars, where an indirect call per node would cost too much; instantiated over an op list.
struct ScalarLoops {
  /// Values of the nodes in [begin, end) that are operations.
  void (*forward)(const Graph& graph, double* primal, NodeId begin, NodeId end) = nullptr;
  /// Contributions of the nodes in [0, end), last first, to operands that depend on a parameter, or, where `active` is
  /// given, to those marked in it. Fills in the gates that are met.
  void (*reverse)(const Graph& graph, const double* primal, double* cotangent, NodeId end, const std::uint8_t* active,
                  Gates& gates) = nullptr;
};

/// Several results from the same operands, `count` of each. A result may be written where an operand stands.
template <class Real> struct FusedKernel {
  std::size_t results = 0, operands = 0;
  void (*run)(Real* const* out, const StridedOf<Real>* in, std::size_t count) = nullptr;
};

/// An elementwise op over many elements. For doubles the bits of each are those of OpInfo's functions for one element;
/// in either precision they depend on that element alone. Null where there is no such kernel.
template <class Real> struct LaneKernels {
  program::ForwardKernel<Real> forward = nullptr;
  program::ContributionKernel<Real> contribution = nullptr;
  /// The value, and then, for each bit i that is set in the index, the partial of operand i.
  std::array<FusedKernel<Real>, 8> with_partials{};
  /// The kernels that a program's records execute, on whole vectors.
  program::RecordKernels<Real> records{};
};

/// Slot 0 stands for leaves; op i of the list has slot i + 1.
struct OpSet {
  std::vector<const OpInfo*> ops;
  std::vector<LaneKernels<double>> lanes;  ///< of each op, in the same order
  std::vector<LaneKernels<float>> float_lanes;
  std::vector<program::RecordKernels<double>> singles;  ///< of the ops that have any, in the same order
  Algebra algebra;
  ScalarLoops loops;
  program::ProgramKernels<double> kernels;
  program::ProgramKernels<float> float_kernels;

  /// The op of that name, or null.
  const OpInfo* find(std::string_view name) const;
  /// The first op that is written in that way with that symbol, or null.
  const OpInfo* find_operator(Notation notation, std::string_view symbol) const;
  /// The kernels of an op that the set lists, else null.
  const LaneKernels<double>* find_lanes(const OpInfo& op) const;
  const LaneKernels<float>* find_float_lanes(const OpInfo& op) const;
  /// This language with more ops.
  OpSet with(std::span<const OpInfo* const> more) const;
};

/// The set a graph uses unless it is given another. Declared here and defined by the floor above, which knows the ops.
const OpSet& standard_ops();

}  // namespace chainrule
