#include <chainrule/engine/formula.hpp>
#include <chainrule/engine/number_text.hpp>
#include <chainrule/tools/columns.hpp>
#include <chainrule/tools/definition.hpp>
#include <chainrule/tools/step_text.hpp>

namespace chainrule {

namespace {

constexpr std::size_t kRightColumn = 28;
constexpr std::size_t kLongestName = 40;
constexpr FormulaOptions kOneOp{.limit = 400, .use_own_name = false, .inline_unnamed = false};

bool is_summed(const Graph& graph, const Step& step) {
  return graph.per_example(step.node) && !graph.per_example(*step.input) &&
         step.contribution.size() < step.upstream.size();
}

}  // namespace

std::string numbers_text(std::span<const double> numbers) {
  constexpr std::size_t kMost = 4;
  if (numbers.size() == 1) return short_text(numbers[0]);
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i == kMost - 1 && numbers.size() > kMost) {
      text += fmt::format(", ..., {}", short_text(numbers.back()));
      break;
    }
    text += fmt::format("{}{}", i == 0 ? "" : ", ", short_text(numbers[i]));
  }
  return fmt::format("[{}]{}", text, numbers.size() > kMost ? fmt::format(" ({} numbers)", numbers.size()) : "");
}

std::string factor_text(std::span<const double> numbers) {
  const std::string text = numbers_text(numbers);
  return text.starts_with('-') ? fmt::format("({})", text) : text;
}

StepText::StepText(const Trace& trace, const Labels& labels, ShortForms* short_forms)
    : trace_(trace), graph_(trace.sweep().graph()), labels_(labels), short_forms_(short_forms) {}

std::string StepText::name(NodeId id) const {
  const std::string_view label = labels_[id];
  return cut(graph_.name_of(id).empty() ? std::string(label) : name_formula(label, Dialect::code), kLongestName);
}

std::string StepText::cotangent(NodeId id) const {
  return cut(cotangent_label(labels_, id, trace_.sweep().loss()), kLongestName);
}

std::string StepText::heading(std::size_t index) const {
  const Phase phase = trace_.phase(index);
  const auto input = trace_.input(index);
  const std::string what =
      input ? fmt::format("{} <- {}", name(*input), name(trace_.node(index))) : name(trace_.node(index));
  return fmt::format("[{}/{} {}] {}", index, trace_.size(), to_text(phase), what);
}

std::string StepText::rule(const Step& step) const {
  if (step.phase == Phase::forward)
    return fmt::format("{} = {}", name(step.node), formula(graph_, step.node, labels_, Dialect::display, kOneOp));
  if (step.phase == Phase::seed) return fmt::format("{} = 1", cotangent(step.node));
  const std::string receiver = cotangent(*step.input);
  if (is_structural(step.node)) return fmt::format("{} += {}", receiver, partial(step));
  return fmt::format("{} += {} * {}", receiver, cotangent(step.node), edge(step));
}

std::string StepText::local(const Step& step) const {
  if (!step.input || is_structural(step.node)) return {};
  return fmt::format("{} = {}", edge(step), partial(step));
}

std::string StepText::edge(const Step& step) const {
  return cut(partial_label(labels_, step.node, *step.input), kLongestName);
}

std::string StepText::partial(const Step& step) const {
  return partial_formula(graph_, step.node, step.operand, labels_, Dialect::display);
}

/// The book's form of an op with numbers in it: "1/(1 + exp(-0.1)) = "; nothing for tensors and lists.
std::string StepText::substituted(NodeId node) const {
  Definitions definitions(trace_.sweep(), labels_);
  if (!definitions.can_define(node, Depth::op)) return {};
  return text_with_numbers(definitions.define(node, Depth::op).value) + " = ";
}

std::string StepText::numbers(const Step& step) const {
  if (step.phase == Phase::forward) return fmt::format("= {}{}", substituted(step.node), numbers_text(step.value));
  if (step.phase == Phase::seed) return fmt::format("= {}", numbers_text(step.contribution));
  const std::string result = numbers_text(step.contribution);
  if (step.local.empty()) return fmt::format("= {}", result);
  return fmt::format("= {}{} * {} = {}", is_summed(graph_, step) ? "sum over the examples of " : "",
                     numbers_text(step.upstream), factor_text(step.local), result);
}

std::string StepText::forward(const Step& step) const {
  const std::string rule_text = rule(step);
  std::string book;
  Definitions definitions(trace_.sweep(), labels_);
  if (definitions.can_define(step.node, Depth::op)) {
    const std::string own = formula(graph_, step.node, labels_, Dialect::display, kOneOp);
    const std::string written = reading_text(definitions.define(step.node, Depth::op).value);
    if (written != own) book = fmt::format("{} = {}", own, written);
  }
  const std::string indent(columns(name(step.node)) + 3, ' ');
  return fmt::format("{}\n{}{}\n", beside("  " + rule_text, book, kRightColumn), indent, numbers(step));
}

std::string StepText::seed(const Step& step) const {
  const std::string itself = name(step.node);
  const std::string why = fmt::format("the backward pass starts here: d{0}/d{0} = 1", itself);
  return beside("  " + rule(step), why, kRightColumn) + "\n";
}

std::string StepText::backward(const Step& step) const {
  const std::string receiver = cotangent(*step.input);
  const std::string indent(columns(receiver) + 4, ' ');
  const std::string state =
      fmt::format("  {}: {} -> {}", receiver, numbers_text(step.before), numbers_text(step.after));
  const std::string count =
      fmt::format("({} of {} contributions{})", step.seen, step.total, step.seen == step.total ? ": final" : "");
  const std::string last = after(beside(state, count, kRightColumn), short_form(step), kRightColumn);
  const std::string first = beside("  " + rule(step), local(step), kRightColumn);
  return fmt::format("{}\n{}{}\n{}\n", first, indent, numbers(step), last);
}

/// "a - y = -0.475021  ok", once the cotangent is final and something shorter than its rule is known.
std::string StepText::short_form(const Step& step) const {
  if (short_forms_ == nullptr || step.seen != step.total || step.after.size() != 1) return {};
  const std::optional<ShortForm> form = short_forms_->of(*step.input);
  if (!form || !form->value) return {};
  return fmt::format("{} = {}  {}", form->text, short_text(*form->value),
                     agrees(*form->value, step.after[0]) ? "ok" : "differs");
}

std::string StepText::whole(std::size_t index) const {
  const Step step = trace_[index];
  std::string text = heading(index) + "\n";
  if (step.phase == Phase::forward) return text + forward(step);
  if (step.phase == Phase::seed) return text + seed(step);
  return text + backward(step);
}

}  // namespace chainrule
