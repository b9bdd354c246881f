// Sweeps over graphs of scalars, as templates over an op list: no indirect call per node.
#pragma once

#include <chainrule/engine/describe.hpp>
#include <chainrule/engine/op_list.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace chainrule {

/// Instantiate once per list, where its ops are known.
template <class List> struct ScalarSweep;

template <class... Ops> struct ScalarSweep<OpList<Ops...>> {
  static void forward(const Graph& graph, double* primal, NodeId begin, NodeId end) {
    for (std::size_t next = std::max(begin, graph.first_operation()); next < end;) {
      const auto run = graph.nodes().run_from(next, end);
      for (std::size_t i = 0; i < run.count; ++i) {
        const Node& node = run.elements[i];
        const std::size_t id = run.first + i;
        if (node.op == 0) continue;
        std::uint16_t slot = 1;
        const bool known = ((node.op == slot++ && (primal[id] = value<Ops>(graph, node, primal), true)) || ...);
        if (!known) primal[id] = erased_value(graph, static_cast<NodeId>(id), primal);
      }
      next += run.count;
    }
  }

  static void reverse(const Graph& graph, const double* primal, double* cotangent, NodeId end,
                      const std::uint8_t* active) {
    if (active == nullptr)
      reverse_where(graph, primal, cotangent, end, OnParameter{});
    else
      reverse_where(graph, primal, cotangent, end, Marked{active});
  }

 private:
  /// Which operands receive contributions: those the builder knew to depend on a parameter ...
  struct OnParameter {
    template <std::size_t I> bool wants(const Graph& graph, const Node& node, NodeId operand) const {
      if constexpr (I == 0) return node.has(NodeFlags::kWants0);
      if constexpr (I == 1) return node.has(NodeFlags::kWants1);
      return graph.node(operand).on_parameter();
    }
  };
  /// ... or those marked for this pass.
  struct Marked {
    const std::uint8_t* active;
    template <std::size_t> bool wants(const Graph&, const Node&, NodeId operand) const { return active[operand] != 0; }
  };

  template <class Op> static const NodeId* operands_of(const Graph& graph, const Node& node) {
    if constexpr (arity_of<Op> <= 2)
      return node.operand;
    else
      return graph.operands_in_detail(node);
  }

  template <class Op> static std::array<double, arity_of<Op>> gather(const NodeId* operands, const double* primal) {
    std::array<double, arity_of<Op>> in;
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = primal[operands[i]];
    return in;
  }

  template <class Op> static double value(const Graph& graph, const Node& node, const double* primal) {
    if constexpr (kSwept<Op>)
      return value_at<Op>(gather<Op>(operands_of<Op>(graph, node), primal).data());
    else
      return 0;  // never met: a graph that is swept here holds elementwise ops only
  }

  template <class Op> static constexpr bool kSwept = !requires { Op::kStructural; }
  &&!requires { Op::kExampleReduction; };

  template <class Op, class Choice>
  static void contribute(const Graph& graph, const Node& node, const double* primal, double out, double arriving,
                         double* cotangent, Choice choice) {
    if constexpr (kSwept<Op>) {
      const NodeId* operands = operands_of<Op>(graph, node);
      const auto in = gather<Op>(operands, primal);
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (contribute_to<Op, I>(graph, node, operands, in.data(), out, arriving, cotangent, choice), ...);
      }
      (std::make_index_sequence<arity_of<Op>>());
    }
  }

  template <class Op, std::size_t I, class Choice>
  static void contribute_to(const Graph& graph, const Node& node, const NodeId* operands, const double* in, double out,
                            double arriving, double* cotangent, Choice choice) {
    if constexpr (ElementwiseKernels<Op>::template kHasPartial<I>)
      if (choice.template wants<I>(graph, node, operands[I]))
        accumulate(cotangent[operands[I]], contribution_at<Op, I>(arriving, in, out));
  }

  template <class Choice>
  static void reverse_where(const Graph& graph, const double* primal, double* cotangent, NodeId end, Choice choice) {
    const std::size_t begin = graph.first_operation();
    for (std::size_t stop = end; stop > begin;) {
      const auto run = graph.nodes().run_before(begin, stop);
      for (std::size_t i = run.count; i-- > 0;) {
        const Node& node = run.elements[i];
        const std::size_t id = run.first + i;
        if (node.op == 0 || is_untouched(cotangent[id])) continue;
        std::uint16_t slot = 1;
        const bool known =
            ((node.op == slot++ &&
              (contribute<Ops>(graph, node, primal, primal[id], cotangent[id], cotangent, choice), true)) ||
             ...);
        if (!known) erased_contributions(graph, static_cast<NodeId>(id), primal, cotangent, choice);
      }
      stop = run.first;
    }
  }

  static double erased_value(const Graph& graph, NodeId id, const double* primal) {
    std::array<double, 3> in{};
    const auto operands = graph.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i) in[i] = primal[operands[i]];
    return graph.op(id).value(in.data());
  }

  template <class Choice>
  static void erased_contributions(const Graph& graph, NodeId id, const double* primal, double* cotangent,
                                   Choice choice) {
    const OpInfo& op = graph.op(id);
    const auto operands = graph.operands(id);
    std::array<double, 3> in{};
    std::array<Strided, 3> runs{};
    for (std::size_t i = 0; i < operands.size(); ++i) in[i] = primal[operands[i]];
    for (std::size_t i = 0; i < operands.size(); ++i) runs[i] = {&in[i], 0};
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const bool wanted = i == 0   ? choice.template wants<0>(graph, graph.node(id), operands[0])
                          : i == 1 ? choice.template wants<1>(graph, graph.node(id), operands[1])
                                   : choice.template wants<2>(graph, graph.node(id), operands[2]);
      if (!wanted || !op.differentiable(i)) continue;
      double share = 0;
      op.contribution(i, &share, {&cotangent[id], 0}, runs.data(), {&primal[id], 0}, 1);
      accumulate(cotangent[operands[i]], share);
    }
  }
};

}  // namespace chainrule
