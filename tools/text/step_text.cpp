#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/definition.hpp>
#include <chainrule/tools/text/step_text.hpp>

namespace chainrule {

namespace {

constexpr std::size_t kRightColumn = 28;
constexpr std::size_t kLongestName = 40;
constexpr std::size_t kLongestRule = 400;
constexpr FormulaOptions kOneOp{.limit = kLongestRule, .use_own_name = false, .inline_unnamed = false};

}  // namespace

StepText::StepText(Stepper& stepper, ShortForms* short_forms)
    : stepper_(stepper), graph_(stepper.graph()), labels_(stepper.labels()), short_forms_(short_forms) {}

std::string StepText::name(NodeId id) const {
  const std::string_view label = labels_[id];
  return cut(graph_.name_of(id).empty() ? std::string(label) : name_formula(label, Dialect::code), kLongestName);
}

std::string StepText::cotangent(NodeId id) const {
  return cut(cotangent_label(labels_, id, stepper_.loss()), kLongestName);
}

std::string StepText::heading(std::size_t index) const {
  const auto input = stepper_.input(index);
  const NodeId node = stepper_.node(index);
  const std::string what = input ? fmt::format("{} <- {}", name(*input), name(node)) : name(node);
  return fmt::format("[{}/{} {}] {}", index, stepper_.size(), to_text(stepper_.phase(index)), what);
}

std::string StepText::rule(std::size_t index) const {
  const NodeId node = stepper_.node(index);
  const std::string label = name(node);
  switch (stepper_.phase(index)) {
    case Phase::forward:
      return fmt::format("{} = {}", label, formula(graph_, node, labels_, Dialect::display, kOneOp));
    case Phase::seed:
      return fmt::format("{} = 1", cotangent(node));
    case Phase::update:
      return fmt::format("{} := {} - α*{}", label, label, cotangent(node));
    case Phase::backward:
      break;
  }
  const NodeId to = *stepper_.input(index);
  if (!is_structural(node)) return fmt::format("{} += {} * {}", cotangent(to), cotangent(node), edge(node, to));
  const std::size_t operand = stepper_.operand(index);
  return cut(fmt::format("{} += {}", cotangent(to), partial_formula(graph_, node, operand, labels_, Dialect::display)),
             kLongestRule);
}

std::string StepText::local(const Step& step) const {
  if (!step.input || is_structural(step.node)) return {};
  return fmt::format("{} = {}", edge(step.node, *step.input), cut(step.formula, kLongestRule));
}

std::string StepText::edge(NodeId node, NodeId input) const {
  return cut(partial_label(labels_, node, input), kLongestName);
}

std::string StepText::summary(const std::vector<double>& numbers, NodeId of) const {
  return summary_text(numbers, graph_.shape(of));
}

/// The book's form of an op with numbers in it: "1/(1 + exp(-0.1)) = "; nothing for tensors and lists.
std::string StepText::substituted(NodeId node) const {
  Definitions definitions(stepper_.sweep(), labels_);
  if (!definitions.can_define(node, Depth::op)) return {};
  return text_with_numbers(definitions.define(node, Depth::op).value) + " = ";
}

std::string StepText::numbers(const Step& step) const {
  if (step.phase == Phase::forward)
    return fmt::format("= {}{}", substituted(step.node), summary(step.value, step.node));
  const std::string result = summary(step.contribution, step.subject());
  if (step.local.empty() || step.upstream.empty()) return fmt::format("= {}", result);
  if (step.upstream.size() == 1 && step.local.size() == 1)
    return fmt::format("= {} * {} = {}", numbers_text(step.upstream), factor_text(step.local), result);
  const bool is_summed = step.contribution.size() < std::max(step.upstream.size(), step.local.size());
  const bool over_examples = graph_.per_example(step.node) && !graph_.per_example(*step.input);
  const std::string sum = !is_summed ? "" : over_examples ? "sum over the examples of " : "sum of ";
  if (step.upstream.size() + step.local.size() > 8) return fmt::format("= {}{}", sum, result);
  return fmt::format("= {}{} * {} = {}", sum, numbers_text(step.upstream), factor_text(step.local), result);
}

std::string StepText::forward(const Step& step) const {
  const std::string rule_text = rule(step.index);
  std::string book;
  Definitions definitions(stepper_.sweep(), labels_);
  if (definitions.can_define(step.node, Depth::op)) {
    const std::string own = formula(graph_, step.node, labels_, Dialect::display, kOneOp);
    const std::string written = reading_text(definitions.define(step.node, Depth::op).value);
    if (written != own) book = fmt::format("{} = {}", own, written);
  }
  const std::string indent(columns(name(step.node)) + 3, ' ');
  return fmt::format("{}\n{}\n", beside(folded("  " + rule_text, indent.size() + 2), book, kRightColumn),
                     folded(indent + numbers(step), indent.size() + 2));
}

std::string StepText::seed(const Step& step) const {
  const std::string itself = name(step.node);
  const std::string why = fmt::format("the backward pass starts here: d{0}/d{0} = 1", itself);
  return beside("  " + rule(step.index), why, kRightColumn) + "\n";
}

std::string StepText::backward(const Step& step) const {
  const std::string receiver = cotangent(*step.input);
  const std::string indent(columns(receiver) + 4, ' ');
  constexpr std::size_t kWidest = 20;
  const std::string before = step.seen == 1 ? "0" : glance_text(step.before, kWidest);
  const std::string state = fmt::format("  {}: {} -> {}", receiver, before, glance_text(step.after, kWidest));
  const std::string count =
      fmt::format("({} of {} contributions{})", step.seen, step.total, step.seen == step.total ? ": final" : "");
  const std::string last = with_short_form(beside(state, count, kRightColumn), short_form(step));
  const std::string rule_text = folded("  " + rule(step.index), indent.size() + 2);
  const std::string first = beside(rule_text, local(step), kRightColumn);
  const std::string lesson = cancellation(step);
  return fmt::format("{}\n{}\n{}{}\n", first, folded(indent + numbers(step), indent.size() + 2),
                     lesson.empty() ? "" : folded(indent + lesson, indent.size() + 2) + "\n", last);
}

/// "a(1 - a) itself gives 0: its digits cancel", where that is another number than the local derivative.
std::string StepText::cancellation(const Step& step) const {
  Definitions definitions(stepper_.sweep(), labels_);
  if (step.local.size() != 1 || !definitions.can_define(step.node, Depth::op)) return {};
  const Expr printed = definitions.partial_of_op(step.node, step.operand);
  const double number = number_of(printed);
  if (is_as_printed(number, step.local[0])) return {};
  return fmt::format("{} itself gives {}: its digits cancel", reading_text(printed), numbers_text({&number, 1}));
}

std::string StepText::with_short_form(const std::string& state, const std::string& form) const {
  constexpr std::size_t kGap = 5;
  if (form.empty()) return state;
  const std::string line = fmt::format("{}{:{}}{}", state, "", kGap, form);
  return columns(line) <= width_ ? line : after(state, form, kRightColumn);
}

std::string StepText::update(const Step& step) const {
  const std::string label = name(step.node);
  const std::string alpha = number_text(stepper_.alpha(step.index));
  const std::string first = beside("  " + rule(step.index), "α = " + alpha, kRightColumn);
  const std::string indent(columns(label) + 4, ' ');
  const std::string result = summary(step.after, step.node);
  if (step.after.size() > 1) return fmt::format("{}\n{}= {}\n", first, indent, result);
  return fmt::format("{}\n{}= {} - {}*{} = {}\n", first, indent, numbers_text(step.before), alpha,
                     factor_text(step.upstream), result);
}

/// "a - y = -0.475021  ok", once the cotangent is final and something shorter than its rule is known.
std::string StepText::short_form(const Step& step) const {
  if (short_forms_ == nullptr || step.seen != step.total || step.after.size() != 1) return {};
  const std::optional<ShortForm> form = short_forms_->of(*step.input);
  if (!form || !form->value || form->derivation.result.is_number()) return {};
  return fmt::format("{} = {}  {}", form->text, short_text(*form->value),
                     agrees(*form->value, step.after[0]) ? "ok" : "differs");
}

std::string StepText::whole(std::size_t index) const {
  const Step step = stepper_.step(index);
  std::string text = heading(index) + "\n";
  switch (step.phase) {
    case Phase::forward:
      return text + forward(step);
    case Phase::seed:
      return text + seed(step);
    case Phase::update:
      return text + update(step);
    case Phase::backward:
      break;
  }
  return text + backward(step);
}

}  // namespace chainrule
