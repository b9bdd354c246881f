#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/graphs/dot/dot_labels.hpp>
#include <chainrule/graphs/dot/dot_numbers.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

constexpr int kDigitsOfMany = 4;

std::string range(std::span<const double> numbers) {
  double low = INFINITY;
  double high = -INFINITY;
  std::size_t not_numbers = 0;
  for (const double number : numbers) {
    if (std::isnan(number)) ++not_numbers;
    low = number < low ? number : low;
    high = number > high ? number : high;
  }
  if (not_numbers == numbers.size()) return "nan";
  std::string text = fmt::format("{} to {}", short_text(low, kDigitsOfMany), short_text(high, kDigitsOfMany));
  if (not_numbers > 0) text += fmt::format(", {} nan", not_numbers);
  return text;
}

/// One example's tensor with a bracket per axis.
std::string nested(std::span<const double> numbers, const Shape& shape) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) text += ", ";
    std::size_t block = 1;
    std::string opening;
    std::string closing;
    for (std::size_t axis = shape.rank(); axis-- > 0;) {
      block *= static_cast<std::size_t>(shape[axis]);
      if (i % block == 0) opening += '[';
      if ((i + 1) % block == 0) closing += ']';
    }
    text += opening + short_text(numbers[i], kDigitsOfMany) + closing;
  }
  return text;
}

bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (c & 0x80) != 0;
}

/// Whether a factor needs parentheses: a sum, or something that begins with a minus.
bool is_sum(std::string_view formula) {
  if (formula.starts_with('-')) return true;
  int depth = 0;
  for (std::size_t i = 0; i + 2 < formula.size(); ++i) {
    if (formula[i] == '(') ++depth;
    if (formula[i] == ')') --depth;
    if (depth == 0 && formula[i] == ' ' && (formula[i + 1] == '+' || formula[i + 1] == '-') && formula[i + 2] == ' ')
      return true;
  }
  return false;
}

std::string as_factor(std::string_view formula) {
  return is_sum(formula) ? fmt::format("({})", formula) : std::string(formula);
}

/// The product of two formulas, of which an empty one stands for 1.
std::string product(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a + b;
  return fmt::format("{} * {}", as_factor(a), as_factor(b));
}

}  // namespace

std::string summary(std::span<const double> numbers, const Shape& shape) {
  if (numbers.empty()) return "empty";
  if (numbers.size() == 1 && shape.is_scalar()) return short_text(numbers[0]);
  if (numbers.size() > kMostNumbers) return range(numbers);
  std::string text;
  for (std::size_t start = 0; start < numbers.size(); start += shape.size())
    text += fmt::format("{}{}", start > 0 ? ", " : "", nested(numbers.subspan(start, shape.size()), shape));
  return text;
}

std::string extent(const Shape& shape, std::size_t numbers) {
  const std::size_t examples = shape.size() == 0 ? 1 : numbers / shape.size();
  if (shape.is_scalar()) return examples > 1 ? fmt::format("{} examples", examples) : std::string();
  return examples > 1 ? fmt::format("{} × {}", examples, to_text(shape)) : to_text(shape);
}

/// Members that have no line of their own have one consumer, in the same box: so one path leads to a line.
void BackwardFlow::enter(const Box& box) {
  if (box_ == &box) return;
  box_ = &box;
  paths_.clear();
  const Graph& graph = labels_.graph();
  for (std::size_t i = box.members.size(); i-- > 0;) {
    const NodeId id = box.members[i];
    if (diagram_.has_line()[id]) paths_.insert_or_assign(id, Path{id, std::string(), 1.0});
    const std::span<const NodeId> operands = graph.operands(id);
    for (std::uint32_t k = 0; k < operands.size(); ++k) {
      const bool is_inside = graph.role(operands[k]) == Role::operation && !diagram_.has_line()[operands[k]] &&
                             diagram_.box_of(operands[k]) == diagram_.box_of(id);
      if (!is_inside || !sweep_.follows(id, k)) continue;
      if (auto path = along({id, k})) paths_.insert_or_assign(operands[k], std::move(*path));
    }
  }
}

std::optional<BackwardFlow::Path> BackwardFlow::along(const Arrow::Use& use) const {
  const auto found = paths_.find(use.consumer);
  if (found == paths_.end()) return std::nullopt;
  Path path = found->second;
  const std::optional<std::string> step = path.formula ? formula_of(use) : std::nullopt;
  const bool is_whole = labels_.graph().op(use.consumer).kind == OpKind::structural;  // a vjp is no factor
  if (!step || (is_whole && !path.formula->empty()))
    path.formula.reset();
  else
    path.formula = product(*path.formula, *step == "1" ? std::string() : *step);
  if (path.formula && path.formula->size() > kMostShown) path.formula.reset();
  const NodeId operand = labels_.graph().operands(use.consumer)[use.operand];
  const double one[] = {1};
  if (is_scalar(use.consumer) && is_scalar(operand))
    path.number *= sweep_.contribution(use.consumer, use.operand, one)[0];
  return path;
}

std::optional<std::string> BackwardFlow::formula_of(const Arrow::Use& use) const {
  std::string formula = partial_formula(labels_.graph(), use.consumer, use.operand, labels_, Dialect::display);
  if (mentions_hidden(formula)) return std::nullopt;
  return formula;
}

bool BackwardFlow::mentions_hidden(std::string_view formula) const {
  const Graph& graph = labels_.graph();
  std::size_t start = 0;
  while (start < formula.size()) {
    std::size_t end = start;
    while (end < formula.size() && is_word_byte(formula[end])) ++end;
    if (const auto id = labels_.find(formula.substr(start, end - start)))
      if (graph.role(*id) == Role::operation && !diagram_.has_line()[*id]) return true;
    start = end + 1;
  }
  return false;
}

bool BackwardFlow::is_scalar(NodeId id) const {
  return labels_.graph().shape(id).is_scalar() && sweep_.primal_of(id).size() == 1;
}

std::optional<BackwardFlow::Text> BackwardFlow::text(const Arrow& arrow) {
  enter(diagram_.boxes()[arrow.to]);
  std::optional<Path> path;
  for (const Arrow::Use& use : arrow.uses) {
    if (!sweep_.follows(use.consumer, use.operand)) continue;
    const std::optional<Path> next = along(use);
    if (!next || (path && path->line != next->line)) return Text{{}, {}, total(arrow), false};
    // Where a value is used twice the derivatives add; what formula they make is for the reader to find.
    path = path ? Path{path->line, std::nullopt, path->number + next->number} : *next;
  }
  if (!path) return std::nullopt;
  const bool is_seed = path->line == sweep_.loss() && is_scalar(path->line);
  Text text;
  if (!is_seed) text.cotangent = cotangent_label(labels_, path->line, sweep_.loss());
  if (!path->formula)
    text.local = partial_label(labels_, path->line, arrow.source);
  else
    text.local = path->formula->empty() ? "1" : *path->formula;
  const Graph& graph = labels_.graph();
  const NodeId consumer = arrow.uses[0].consumer;
  if (graph.op(consumer).kind == OpKind::structural && path->formula)
    text.cotangent.clear();  // the formula has it
  else if (!is_seed)
    text.local = as_factor(text.local);
  text.summed = sweep_.cotangent_of(path->line).size() > sweep_.cotangent_of(arrow.source).size() &&
                graph.op(consumer).kind != OpKind::structural;
  const bool is_one = path->formula && path->formula->empty();
  text.numbers = numbers(arrow, path->line, is_one ? std::nullopt : std::optional(path->number), is_seed);
  if (is_seed && text.local == text.numbers) text.numbers.clear();
  return text;
}

std::string BackwardFlow::numbers(const Arrow& arrow, NodeId line, std::optional<double> local, bool is_seed) const {
  if (!is_scalar(line) || !is_scalar(arrow.source)) return total(arrow);
  if (is_seed) return short_text(local.value_or(1));
  const std::string arriving = short_text(sweep_.cotangent_of(line)[0]);
  return local ? fmt::format("{} * {}", arriving, as_factor(short_text(*local))) : arriving;
}

/// The contribution, if it is one number.
std::string BackwardFlow::total(const Arrow& arrow) const {
  double sum = 0;
  for (const Arrow::Use& use : arrow.uses) {
    if (!sweep_.follows(use.consumer, use.operand)) continue;
    const std::vector<double> contribution = sweep_.contribution(use.consumer, use.operand);
    if (contribution.size() != 1) return {};
    sum += contribution[0];
  }
  return short_text(sum);
}

double BackwardFlow::magnitude(const Arrow& arrow) const {
  double sum = 0;
  for (const Arrow::Use& use : arrow.uses) {
    if (!sweep_.follows(use.consumer, use.operand)) continue;
    const std::vector<double> contribution = sweep_.contribution(use.consumer, use.operand);
    if (contribution.size() != 1) return 0;
    sum += contribution[0];
  }
  return std::abs(sum);
}

}  // namespace chainrule
