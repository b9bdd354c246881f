// Sweeps over graphs of scalars, as templates over an op list: no indirect call per node.
#pragma once

#include <chainrule/engine/autodiff/gates.hpp>
#include <chainrule/engine/graph/define.hpp>
#include <chainrule/engine/op/op_list.hpp>

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
                      const std::uint8_t* active, Gates& gates) {
    if (active == nullptr)
      reverse_where(graph, primal, cotangent, end, OnParameter{}, gates);
    else
      reverse_where(graph, primal, cotangent, end, Marked{active}, gates);
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

  /// As long as no gate is met.
  struct NoGates {
    static constexpr bool kAreAny = false;
  };
  struct SomeGates {
    static constexpr bool kAreAny = true;
    Gates* gates;

    /// The number that flows along an edge.
    double passed(NodeId node, NodeId operand, bool is_gate, double arriving, double share) const {
      gates->note(node, operand, is_gate);
      return arriving == 0 && gates->is_behind(node) ? 0 : share;
    }
  };

  template <class Choice>
  static void reverse_where(const Graph& graph, const double* primal, double* cotangent, NodeId end, Choice choice,
                            Gates& gates) {
    gates.clear();
    const NodeId gate = reverse_until_gate(graph, primal, cotangent, end, choice, NoGates{});
    if (gate == 0) return;
    gates.begin(end, [&](std::size_t id) { return !is_untouched(cotangent[id]); });
    reverse_until_gate(graph, primal, cotangent, gate, choice, SomeGates{&gates});
  }

  template <class Op, class Choice, class Passing>
  static void contribute(const Graph& graph, const Node& node, NodeId id, const double* primal, double* cotangent,
                         Choice choice, Passing passing) {
    if constexpr (kSwept<Op>) {
      const NodeId* operands = operands_of<Op>(graph, node);
      const auto in = gather<Op>(operands, primal);
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (contribute_to<Op, I>(graph, node, id, operands[I], in.data(), primal[id], cotangent, choice, passing), ...);
      }
      (std::make_index_sequence<arity_of<Op>>());
    }
  }

  template <class Op, std::size_t I, class Choice, class Passing>
  static void contribute_to(const Graph& graph, const Node& node, NodeId id, NodeId operand, const double* in,
                            double out, double* cotangent, Choice choice, Passing passing) {
    if constexpr (ElementwiseKernels<Op>::template kHasPartial<I>)
      if (choice.template wants<I>(graph, node, operand)) {
        double share = contribution_at<Op, I>(cotangent[id], in, out);
        if constexpr (Passing::kAreAny) share = passing.passed(id, operand, Op::text.gated, cotangent[id], share);
        accumulate(cotangent[operand], share);
      }
  }

  /// Returns the number of nodes left when the first gate is met, else 0.
  template <class Choice, class Passing>
  static NodeId reverse_until_gate(const Graph& graph, const double* primal, double* cotangent, NodeId end,
                                   Choice choice, Passing passing) {
    const std::size_t begin = graph.first_operation();
    for (std::size_t stop = end; stop > begin;) {
      const auto run = graph.nodes().run_before(begin, stop);
      for (std::size_t i = run.count; i-- > 0;) {
        const Node& node = run.elements[i];
        const std::size_t id = run.first + i;
        if (node.op == 0 || is_untouched(cotangent[id])) continue;
        const auto number = static_cast<NodeId>(id);
        std::uint16_t slot = 1;
        bool is_gate = false;
        const auto visit = [&]<class Op>() {
          if constexpr (Op::text.gated && !Passing::kAreAny)
            is_gate = true;
          else
            contribute<Op>(graph, node, number, primal, cotangent, choice, passing);
        };
        const bool known = ((node.op == slot++ && (visit.template operator()<Ops>(), true)) || ...);
        if (!known && !(is_gate = !Passing::kAreAny && graph.op(number).gated))
          erased_contributions(graph, number, primal, cotangent, choice, passing);
        if (is_gate) return number + 1;
      }
      stop = run.first;
    }
    return 0;
  }

  static double erased_value(const Graph& graph, NodeId id, const double* primal) {
    std::array<double, 3> in{};
    const auto operands = graph.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i) in[i] = primal[operands[i]];
    return graph.op(id).value(in.data());
  }

  template <class Choice, class Passing>
  static void erased_contributions(const Graph& graph, NodeId id, const double* primal, double* cotangent,
                                   Choice choice, Passing passing) {
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
      if constexpr (Passing::kAreAny) share = passing.passed(id, operands[i], op.gated, cotangent[id], share);
      accumulate(cotangent[operands[i]], share);
    }
  }
};

}  // namespace chainrule
