// Recordings of the rules: of values, of contributions, of values and partials together, and of rules composed.
#pragma once

#include <chainrule/engine/op/chain_rule.hpp>
#include <chainrule/ops/carriers/recorded.hpp>
#include <chainrule/ops/list.hpp>

#include <utility>

namespace chainrule {

constexpr Recorded sigmoid(const Recorded& z) { return Sigmoid::value(z); }
constexpr Recorded sign(const Recorded& x) { return Sign::value(x); }

constexpr Recorded record_operand(Recording& recording, std::size_t index) {
  return {recording, recording.number_of({.primitive = Primitive::operand, .a = static_cast<std::uint8_t>(index)})};
}

constexpr void add_result(Recording& recording, const Recorded& result) {
  recording.results.at(recording.result_count++) = result.step_in(recording);
}

/// An elementwise op's operands 0, 1, ..., as a rule takes them.
template <class Op> using OperandIndices = std::make_index_sequence<arity_of<Op>>;

/// The recording of a rule, or of several: ValueOf, ContributionOf, ...
template <class Rule> inline constexpr Recording kRecording = Rule::record();

template <class Op> struct ValueOf {
  static constexpr std::size_t kOperands = arity_of<Op>;
  static consteval Recording record() { return record(OperandIndices<Op>()); }

 private:
  template <std::size_t... J> static consteval Recording record(std::index_sequence<J...>) {
    Recording recording;
    const Recorded in[] = {record_operand(recording, J)...};
    add_result(recording, value_at<Op>(in));
    return recording;
  }
};

/// cotangent · partial of operand I; the operands are the op's, its value and the cotangent.
template <class Op, std::size_t I> struct ContributionOf {
  static constexpr std::size_t kOperands = arity_of<Op> + 2;
  static consteval Recording record() { return record(OperandIndices<Op>()); }

 private:
  template <std::size_t... J> static consteval Recording record(std::index_sequence<J...>) {
    Recording recording;
    const Recorded in[] = {record_operand(recording, J)...};
    const Recorded out = record_operand(recording, arity_of<Op>);
    add_result(recording, contribution_at<Op, I>(record_operand(recording, arity_of<Op> + 1), in, out));
    return recording;
  }
};

/// The value, then the partial of each operand whose bit is set in `Wanted`.
template <class Op, unsigned Wanted> struct ValueAndPartialsOf {
  static constexpr std::size_t kOperands = arity_of<Op>;
  static consteval Recording record() { return record(OperandIndices<Op>()); }

 private:
  template <std::size_t... J> static consteval Recording record(std::index_sequence<J...>) {
    Recording recording;
    const Recorded in[] = {record_operand(recording, J)...};
    const Recorded out = value_at<Op>(in);
    add_result(recording, out);
    (add_partial<J>(recording, in, out), ...);
    return recording;
  }
  template <std::size_t I>
  static constexpr void add_partial(Recording& recording, const Recorded* in, const Recorded& out) {
    if constexpr ((Wanted >> I & 1U) != 0) add_result(recording, partial_at<Op, I>(in, out));
  }
};

}  // namespace chainrule
