#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/graph/stable_form.hpp>
#include <chainrule/tools/doctor/remedies.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace chainrule {

namespace {

/// The advice on an op that makes a number that is not finite of finite ones.
struct Advice {
  std::string_view op;
  std::string_view of_value;
  std::string_view of_slope;
};

constexpr Advice kAdvice[] = {
    {"log", "log is defined for positive numbers only: keep its operand positive, or add a small constant to it.",
     "The slope of log, 1/x, is not finite at 0: keep its operand away from 0, or add a small constant to it."},
    {"log1p", "log1p(x) is defined for x > -1 only.", "The slope of log1p(x), 1/(1 + x), is not finite at x = -1."},
    {"sqrt", "sqrt is defined from 0 on: make sure that its operand is not negative.",
     "The slope of sqrt is infinite at 0: add a small constant to its operand."},
    {"divide", "This divides by 0, or the quotient is too large: keep the divisor away from 0.",
     "The slope of a quotient divides by the square of the divisor: keep the divisor away from 0."},
    {"exp",
     "e^x is too large for a float64 from x = 709.8 on: subtract the largest exponent first, as logsumexp and "
     "softmax do, or scale the inputs.",
     "e^x is too large for a float64 from x = 709.8 on: scale the inputs."},
    {"pow",
     "A negative number has no power with a fractional exponent, 0 none with a negative one, and large ones "
     "overflow: check base and exponent.",
     "The slope of a power is not finite here: at the base 0 the exponent must be 1 or more, and by the exponent the "
     "base must be positive."},
    {"asin", "asin is defined from -1 to 1 only.", "The slope of asin is infinite at -1 and 1."},
    {"acos", "acos is defined from -1 to 1 only.", "The slope of acos is infinite at -1 and 1."},
    {"log_loss", "log_loss needs a prediction strictly between 0 and 1.",
     "The slope of log_loss is infinite where the prediction is 0 or 1 and wrong: keep it strictly between."},
};

/// The ops that others become when they are applied to another one: the same value, computed better.
struct Better {
  std::string_view outer, inner, instead;
};

constexpr Better kBetter[] = {
    {"log", "sigmoid", "-softplus(-z)"},
    {"log", "softmax", "log_softmax(x)"},
    {"log", "sum", "logsumexp(x), if it is a sum of exponentials,"},
    {"log", "exp", "the exponent itself"},
    {"sqrt", "square", "abs(x)"},
};

bool is_operation(const Graph& graph, NodeId node) { return graph.role(node) == Role::operation; }

std::string better_form(const Graph& graph, NodeId outer) {
  if (!is_operation(graph, outer)) return {};
  for (const NodeId inner : graph.operands(outer)) {
    if (!is_operation(graph, inner)) continue;
    for (const Better& better : kBetter)
      if (graph.op(outer).name == better.outer && graph.op(inner).name == better.inner)
        return fmt::format("Instead of {} of {}, write {}: it computes the same without the detour. ", better.outer,
                           better.inner, better.instead);
  }
  return {};
}

std::string of_not_finite(const Graph& graph, const Finding& finding) {
  if (!is_operation(graph, finding.node)) return "This number was given: correct it where it comes from.";
  if (const OpInfo* op = stable_op(graph, finding)) {
    const auto stable = stable_form(graph, finding.node);  // else the node is the inner one of its consumer's
    return fmt::format(
        "Use the op {}, which takes the operand of {} itself: it is finite wherever that is. "
        "(chainrule grad does so by itself.)",
        op->name, graph.op(stable ? stable->inner : finding.node).name);
  }
  const std::string better = better_form(graph, finding.node);
  const auto advice = std::ranges::find(kAdvice, graph.op(finding.node).name, &Advice::op);
  if (advice != std::end(kAdvice)) {
    const std::string_view words = finding.fault == Fault::value_not_finite ? advice->of_value : advice->of_slope;
    return better + std::string(words);
  }
  return better + "The numbers are too large here: scale the inputs, or start from smaller parameters.";
}

std::string of_saturated(const Graph& graph, const Finding& finding) {
  if (const OpInfo* op = stable_op(graph, finding))
    return fmt::format(
        "With the op {} in place of the two, this factor cancels. Smaller starting values and "
        "standardised inputs keep the operand near 0.",
        op->name);
  return "Start from smaller parameters and standardise the inputs, so that the operand stays near 0.";
}

}  // namespace

const OpInfo* stable_op(const Graph& graph, const Finding& finding) {
  if (!is_operation(graph, finding.node)) return nullptr;
  if (const auto stable = stable_form(graph, finding.node)) return stable->op;
  if (finding.path.size() < 2 || finding.path.back() != finding.node) return nullptr;
  const NodeId consumer = finding.path[finding.path.size() - 2];  // of the node on its path
  const auto stable = stable_form(graph, consumer);
  return stable && stable->inner == finding.node ? stable->op : nullptr;
}

std::string remedy(const Graph& graph, const Finding& finding) {
  switch (finding.fault) {
    case Fault::value_not_finite:
    case Fault::cotangent_not_finite:
      return of_not_finite(graph, finding);
    case Fault::saturated:
      return of_saturated(graph, finding);
    case Fault::closed:
      return "It learns nothing from these data: start from other parameters, lower the learning rate, or let a little "
             "through below 0, as max(x, 0.01*x) does.";
    case Fault::vanishing:
      return "Many small factors multiply: use fewer saturating ops in a row, start from larger parameters, or scale "
             "the "
             "values between them.";
    case Fault::exploding:
      return "Large factors multiply: standardise the inputs, start from smaller parameters, or lower the learning "
             "rate.";
    case Fault::unused:
      break;
  }
  return finding.passes_no_gradient
             ? "An op on the way is not differentiable there, so it will never change: if it should be learned, use "
               "another op."
             : "If it should matter, use it in the loss; otherwise leave it out.";
}

}  // namespace chainrule
