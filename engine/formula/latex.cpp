// Formulas in LaTeX, from the patterns that the ops declare.
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/formula/writer.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace chainrule {

namespace {

/// A place for an operand in a pattern: {0}.
struct Slot {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t operand = 0;
};

std::optional<Slot> next_slot(std::string_view pattern, std::size_t from, std::size_t operands) {
  for (std::size_t i = from; i + 2 < pattern.size(); ++i) {
    const auto operand = static_cast<std::size_t>(pattern[i + 1] - '0');
    if (pattern[i] == '{' && pattern[i + 2] == '}' && operand < operands) return Slot{i, i + 3, operand};
  }
  return std::nullopt;
}

/// The text beside a slot, and how tightly it requires the operand to hold together.
class Neighbours {
 public:
  Neighbours(std::string_view pattern, const Slot& slot)
      : left_(pattern.substr(0, slot.begin)), right_(pattern.substr(slot.end)) {
    while (left_.ends_with(' ')) left_.remove_suffix(1);
    while (right_.starts_with(' ')) right_.remove_prefix(1);
  }

  bool begins() const { return left_.empty(); }
  bool ends() const { return right_.empty(); }
  bool closed_on_left() const { return !begins() && kOpening.find(left_.back()) != std::string_view::npos; }
  bool closed_on_right() const {
    return !ends() && (kClosing.find(right_.front()) != std::string_view::npos || right_.starts_with("\\right"));
  }

  Level required_by_left() const {
    if (begins() || closed_on_left()) return kAny;
    if (kRelation.find(left_.back()) != std::string_view::npos) return kSum;
    return left_.back() == '-' ? kProduct : kPower;  // after a function's name, a product would be ambiguous
  }
  Level required_by_right() const {
    if (ends() || closed_on_right()) return kAny;
    if (right_.front() == '^' || right_.front() == '_') return kAtom;
    return right_.front() == '-' || kRelation.find(right_.front()) != std::string_view::npos ? kSum : kProduct;
  }

 private:
  static constexpr std::string_view kOpening = "{([,|&";
  static constexpr std::string_view kClosing = "})],|&";
  static constexpr std::string_view kRelation = "+=<>";

  std::string_view left_, right_;
};

/// How tightly a call's pattern holds together: by what it has outside of all brackets.
Level pattern_level(std::string_view pattern, std::size_t operands) {
  Level level = kAtom;
  int depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto slot = next_slot(pattern.substr(i, 3), 0, operands);
    if (slot && depth == 0) {
      const Neighbours beside(pattern, {i, i + 3, slot->operand});
      if (beside.ends() && beside.required_by_left() != kAny) level = std::min(level, kPower);
      if (beside.begins() && beside.required_by_right() == kProduct) level = std::min(level, kProduct);
    }
    const char c = pattern[i];
    if (c == '{' || c == '(' || c == '[') ++depth;
    if (c == '}' || c == ')' || c == ']') --depth;
    if (depth != 0) continue;
    if (c == '^') level = std::min(level, kPower);
    if ((c == '+' || c == '-') && i > 0) level = std::min(level, kSum);
  }
  return level;
}

class LatexWriter final : public FormulaWriter {
 public:
  using FormulaWriter::FormulaWriter;

 private:
  Dialect dialect() const override { return Dialect::latex; }

  std::string number_formula(double number) const override {
    if (std::isnan(number)) return "\\mathrm{NaN}";
    if (std::isinf(number)) return number < 0 ? "-\\infty" : "\\infty";
    std::string text = number_text(number);
    const std::size_t e = text.find('e');
    if (e == std::string::npos) return text;
    const int exponent = std::stoi(text.substr(e + 1));
    const std::string_view mantissa = std::string_view(text).substr(0, e);
    if (mantissa == "1" || mantissa == "-1") return fmt::format("{}10^{{{}}}", mantissa == "1" ? "" : "-", exponent);
    return fmt::format("{} \\cdot 10^{{{}}}", mantissa, exponent);
  }

  Bond bond_of_operation(NodeId id) const override {
    const OpInfo& op = graph_.op(id);
    if (op.arithmetic == Arithmetic::negate) return {kProduct, true};
    if (is_operator(op)) return {level_of(op), op.notation == Notation::prefix};
    if (!follows_pattern(id)) return {};
    const Level level = pattern_level(op.latex, op.arity);
    return op.latex.starts_with('-') ? Bond{std::min(level, kProduct), true} : Bond{level, false};
  }
  Bond bond_of_number(double number) const override {
    const bool negative = std::signbit(number) && !std::isnan(number);
    const bool is_power = number_text(number).find('e') != std::string::npos;
    return {negative || is_power ? kProduct : kAtom, negative};
  }

  void lay_out(NodeId id, bool leading) override {
    const OpInfo& op = graph_.op(id);
    if (op.notation == Notation::cases) return lay_out_cases(id);
    if (follows_pattern(id)) return lay_out_pattern(id, leading);
    if (op.notation == Notation::infix) return lay_out_infix(id, leading);
    if (op.notation == Notation::prefix) {
      put(op.symbol);
      return put(graph_.operands(id)[0], {kPower, false});
    }
    put_call(id);
  }

  /// A pattern has no place for attributes, nor for more operands than the op has by itself.
  bool follows_pattern(NodeId id) const {
    const OpInfo& op = graph_.op(id);
    return !op.latex.empty() && graph_.operands(id).size() == op.arity && graph_.attributes(id).empty();
  }

  void lay_out_infix(NodeId id, bool leading) {
    const OpInfo& op = graph_.op(id);
    put(graph_.operands(id)[0], {required_on_left(op), leading});
    put(" ");
    put(op.symbol);
    put(" ");
    put(graph_.operands(id)[1], {required_on_right(op), false});
  }

  void lay_out_pattern(NodeId id, bool leading) {
    const OpInfo& op = graph_.op(id);
    const std::span<const NodeId> operands = graph_.operands(id);
    std::size_t done = 0;
    while (const auto slot = next_slot(op.latex, done, operands.size())) {
      const Neighbours beside(op.latex, *slot);
      put_literal(op.latex.substr(done, slot->begin - done), is_operator(op));
      put(operands[slot->operand], context_of(id, slot->operand, beside, leading));
      if (!is_operator(op) && beside.ends() && !beside.begins()) put(Piece::Kind::open_end);
      done = slot->end;
    }
    put_literal(op.latex.substr(done), false);
  }

  Context context_of(NodeId id, std::size_t operand, const Neighbours& beside, bool leading) const {
    const OpInfo& op = graph_.op(id);
    const bool leads = beside.closed_on_left() || (beside.begins() && leading);
    if (!is_operator(op)) return {std::max(beside.required_by_left(), beside.required_by_right()), leads};
    if (beside.closed_on_left() && beside.closed_on_right()) return {};
    if (op.notation == Notation::prefix) return {op.arithmetic == Arithmetic::negate ? kProduct : kPower, false};
    if (operand == 0) return {required_on_left(op), leads};
    return {required_on_right_for_people(op, op_in_place(graph_.operands(id)[operand])), false};
  }

  /// Parentheses of a pattern grow with what they hold, as all others do. Between factors there is a space or a dot.
  void put_literal(std::string_view text, bool between_operands) {
    if (between_operands && text == " ") return put(Piece::Kind::product);
    for (std::size_t i = text.find_first_of("()"); i != std::string_view::npos; i = text.find_first_of("()")) {
      const bool sized = text.substr(0, i).ends_with("\\left") || text.substr(0, i).ends_with("\\right");
      put(text.substr(0, sized ? i + 1 : i));
      if (!sized) put(text[i] == '(' ? Piece::Kind::open : Piece::Kind::close);
      text.remove_prefix(i + 1);
    }
    put(text);
  }

  void lay_out_cases(NodeId id) {
    const auto [found, otherwise] = branches(id);
    put("\\begin{cases} ");
    for (const Branch& branch : found) {
      put(branch.value, {.required = kSum});
      put(" & \\text{if } ");
      put(branch.condition, {});
      put(" \\\\ ");
    }
    put(otherwise, {.required = kSum});
    put(" & \\text{otherwise} \\end{cases}");
  }

  void write_special(const Piece& piece) override {
    switch (piece.kind) {
      case Piece::Kind::product:
        between_factors_ = true;
        break;
      case Piece::Kind::open_end:
        open_end_ = out_.size();
        break;
      case Piece::Kind::open:
        append("(");
        open_.push_back(out_.size() - 1);
        break;
      case Piece::Kind::close:
        close();
        break;
      default:
        break;
    }
  }

  void close() {
    const std::size_t opened = open_.back();
    open_.pop_back();
    if (tall_ > opened) grown_.push_back(opened);
    append(tall_ > opened ? "\\right)" : ")");
  }

  std::string_view separator_before(std::string_view text) override {
    if (text.empty()) return {};
    std::string_view separator;
    if (std::exchange(between_factors_, false)) separator = needs_dot(text) ? " \\cdot " : " ";
    for (const std::string_view tall : {"\\frac", "\\sum", "\\begin"})
      if (text.find(tall) != std::string_view::npos) tall_ = out_.size() + separator.size() + 1;
    return separator;
  }

  /// log a · y, 2 · 3, and no mixed numbers: 2 · 1/3.
  bool needs_dot(std::string_view next) const {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return open_end_ == out_.size() || is_digit(next[0]) || (is_digit(out_.back()) && next.starts_with("\\frac"));
  }

  std::string finished() override {
    std::ranges::sort(grown_);
    std::string text;
    std::size_t done = 0;
    for (const std::size_t opened : grown_) {
      text.append(out_, done, opened - done).append("\\left");
      done = opened;
    }
    return text.append(out_, done);
  }

  bool between_factors_ = false;
  std::size_t open_end_ = 0;        // where the last operand of a function without parentheses ended
  std::size_t tall_ = 0;            // just after the beginning of the last thing higher than a line
  std::vector<std::size_t> open_;   // parentheses that are not closed yet
  std::vector<std::size_t> grown_;  // parentheses around something high
};

}  // namespace

std::string latex_notation(const OpInfo& op) {
  std::string text;
  std::size_t done = 0;
  while (const auto slot = next_slot(op.latex, done, op.arity)) {
    text.append(op.latex.substr(done, slot->begin - done)).append(latex_name(op.args[slot->operand]));
    done = slot->end;
  }
  return text.append(op.latex.substr(done));
}

std::unique_ptr<FormulaWriter> latex_writer(const Graph& graph, const Labels* labels, NodeId root,
                                            const FormulaOptions& options) {
  return std::make_unique<LatexWriter>(graph, labels, root, options);
}

}  // namespace chainrule
