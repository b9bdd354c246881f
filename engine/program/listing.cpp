// A program in words: what it computes, in which order, where, and how much work that is.
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/program/listing.hpp>

#include <fmt/format.h>

namespace chainrule::program {

namespace {

/// Of one run over the examples. Elementary functions count as one operation, whatever they take.
struct Work {
  std::size_t operations = 0, numbers = 0;
};

class Description {
 public:
  Description(const Plan& plan, Precision precision, std::size_t block_size)
      : plan_(plan),
        graph_(plan.graph()),
        labels_(graph_),
        is_shown_by_label_(graph_.size(), true),
        number_size_(bytes_per_number(precision)),
        block_size_(block_size) {}

  std::string instructions() {
    for (std::size_t i = 0; i < plan_.stages.size(); ++i) add_stage(i);
    return std::move(text_);
  }

  std::string text() {
    for (std::size_t i = 0; i < plan_.stages.size(); ++i) add_stage(i);
    const MemoryPlan& memory = plan_.memory;
    text_ += fmt::format("shared memory: {} bytes\n", memory.shared * number_size_);
    if (memory.rows > 0)
      text_ +=
          fmt::format("a block's slots: {} rows of {} examples, {} bytes; without reuse they would be {} rows\n",
                      memory.rows, block_size_, memory.rows * block_size_ * number_size_, memory.rows_without_reuse);
    const char* const per = plan_.graph().leaves(Role::input).empty() ? "run" : "example";
    text_ += fmt::format("estimated per {}: {} operations, {} bytes read and written\n", per, work_.operations,
                         work_.numbers * number_size_);
    return std::move(text_);
  }

 private:
  void add_stage(std::size_t index) {
    const Stage& stage = plan_.stages[index];
    const std::string size = block_size_ > 0 ? fmt::format(" of {} examples", block_size_) : "";
    text_ += stage.per_block ? fmt::format("for each block{}:", size) : "once:";
    if (stage.recomputed > 0)
      text_ += fmt::format("  ({} values of an earlier pass are computed again, now that its sums are known)",
                           stage.recomputed);
    text_ += '\n';
    for (const Instruction& instruction : plan_.instructions[index]) add_instruction(index, instruction);
  }

  void add_instruction(std::size_t stage, const Instruction& instruction) {
    text_ += fmt::format("  {:>3}  {:<18}", ++count_, kind_text(instruction));
    std::string results;
    for (const NodeId result : instruction.results)
      results += (results.empty() ? "" : ", ") + std::string(labels_[result]) + place_text(stage, result);
    text_ += fmt::format(" {} := {}\n", results, formula_text(instruction));
    if (plan_.stages[stage].per_block || plan_.graph().leaves(Role::input).empty()) count_work(instruction);
  }

  static std::string_view kind_text(const Instruction& instruction) {
    switch (instruction.kind) {
      case InstructionKind::elementwise:
        return "value";
      case InstructionKind::value_and_partials:
        return "value and partials";
      case InstructionKind::contribution:
        return instruction.operands[0] == kNoOperand ? "partial" : "contribution";
      case InstructionKind::sum_of_products:
        return "sum of products";
      case InstructionKind::structural:
        return "kernel";
      case InstructionKind::movement:
        return "movement";
      case InstructionKind::sum_of_elements:
        return "sum of elements";
      case InstructionKind::matrix_product:
        return "matrix product";
      case InstructionKind::alias:
        return "alias";
      case InstructionKind::sums_over_examples:
        return "sums over examples";
      case InstructionKind::matrix_sum_over_examples:
        return "matrix sum";
    }
    return "";
  }

  std::string place_text(std::size_t stage, NodeId id) const {
    const Shape& shape = graph_.shape(id);
    const std::string extent = shape.is_scalar() ? "" : to_text(shape);
    if (plan_.memory.places.empty()) return extent;
    const Place& place = plan_.memory.places[stage][id];
    switch (place.region) {
      case Region::block:
        return fmt::format("{}@{}", extent, place.offset);
      case Region::shared:
        return fmt::format("{}@shared+{}", extent, place.offset * number_size_);
      default:
        return extent;
    }
  }

  std::string label(NodeId id) const { return std::string(labels_[id]); }
  std::string product(NodeId a, NodeId b) const { return b == kNoOperand ? label(a) : label(a) + "*" + label(b); }

  std::string own_formula(NodeId id) const {
    return formula(graph_, id, labels_, Dialect::code,
                   {.use_own_name = false, .inline_unnamed = false, .by_label = &is_shown_by_label_});
  }

  std::string formula_text(const Instruction& instruction) const {
    switch (instruction.kind) {
      case InstructionKind::value_and_partials: {
        const NodeId value = instruction.results[0];
        std::string text = own_formula(value);
        for (const std::uint8_t by : instruction.by)
          text += ", " + partial_formula(graph_, value, by, labels_, Dialect::display, Form::computed);
        return text;
      }
      case InstructionKind::contribution:
        return contribution_text(instruction);
      case InstructionKind::sum_of_products: {
        std::string text;
        for (std::size_t i = 0; i < instruction.operands.size(); i += 2)
          text += (i == 0 ? "" : " + ") + product(instruction.operands[i], instruction.operands[i + 1]);
        return text;
      }
      case InstructionKind::sum_of_elements:
        if (instruction.operands.size() == 2)
          return fmt::format("{}({})", instruction.op->name, product(instruction.operands[0], instruction.operands[1]));
        return own_formula(instruction.results[0]);
      case InstructionKind::sums_over_examples: {
        std::string text;
        for (std::size_t i = 0; i < instruction.results.size(); ++i)
          text += fmt::format("{}{}({})", i == 0 ? "" : ", ", graph_.op(instruction.results[i]).name,
                              product(instruction.operands[2 * i], instruction.operands[2 * i + 1]));
        return text;
      }
      case InstructionKind::matrix_product:
        if (instruction.operands.size() == 3)
          return fmt::format("{}({}, {}) {} {}{}", instruction.op->name, label(instruction.operands[0]),
                             label(instruction.operands[1]), graph_.op(instruction.results[0]).symbol,
                             label(instruction.operands[2]), parts_text(instruction, instruction.operands[1]));
        return own_formula(instruction.results[0]) + parts_text(instruction, instruction.operands[1]);
      case InstructionKind::matrix_sum_over_examples:
        return fmt::format("{}({}({}, {})){}", graph_.op(instruction.results[0]).name, instruction.op->name,
                           label(instruction.operands[0]), label(instruction.operands[1]),
                           parts_text(instruction, instruction.results[0]));
      default: {
        std::string text;
        for (const NodeId result : instruction.results) text += (text.empty() ? "" : ", ") + own_formula(result);
        return text;
      }
    }
  }

  std::string parts_text(const Instruction& instruction, NodeId matrix) const {
    if (instruction.parts.empty()) return "";
    std::size_t elements = 0;
    for (const Rectangle& part : instruction.parts) elements += part.rows * part.columns;
    return fmt::format(" ({} of {} elements)", elements, graph_.shape(matrix).size());
  }

  std::string contribution_text(const Instruction& instruction) const {
    const OpFormulas formulas = op_formulas(*instruction.op, Dialect::display, Form::computed);
    std::string text = instruction.operands[0] == kNoOperand ? "" : label(instruction.operands[0]) + " * ";
    text += formulas.partials[instruction.by[0]] + " where";
    for (std::size_t i = 0; i < instruction.op->args.size(); ++i)
      if (instruction.operands[i + 1] != kNoOperand)
        text += fmt::format(" {} = {}", instruction.op->args[i], label(instruction.operands[i + 1]));
    if (instruction.operands.back() != kNoOperand)
      text += fmt::format(" {} = {}", instruction.op->result, label(instruction.operands.back()));
    return text;
  }

  void count_work(const Instruction& instruction) {
    if (instruction.kind == InstructionKind::alias) return;
    for (const NodeId id : instruction.operands)
      if (id != kNoOperand) work_.numbers += graph_.shape(id).size();
    std::size_t elements = 0;
    for (const NodeId id : instruction.results) elements += graph_.shape(id).size();
    const bool is_sum = instruction.kind == InstructionKind::sums_over_examples ||
                        instruction.kind == InstructionKind::matrix_sum_over_examples;
    if (!is_sum) work_.numbers += elements;
    work_.operations += elements * operations_per_element(instruction);
  }

  std::size_t operations_per_element(const Instruction& instruction) const {
    switch (instruction.kind) {
      case InstructionKind::sum_of_products:
      case InstructionKind::sums_over_examples:
        return 2 * instruction.operands.size() / (2 * instruction.results.size());
      case InstructionKind::matrix_product:
      case InstructionKind::matrix_sum_over_examples: {
        const Shape& factor = graph_.shape(instruction.operands[0]);
        return 2 * static_cast<std::size_t>(factor[factor.rank() - 1]);
      }
      case InstructionKind::contribution:
        return 2;
      default:
        return 1;
    }
  }

  const Plan& plan_;
  const Graph& graph_;
  Labels labels_;
  std::vector<bool> is_shown_by_label_;
  std::size_t number_size_, block_size_;
  std::size_t count_ = 0;
  Work work_;
  std::string text_;
};

}  // namespace

std::string describe(const Plan& plan, Precision precision, std::size_t block_size) {
  return Description(plan, precision, block_size).text();
}

std::string list_instructions(const Plan& plan) { return Description(plan, Precision::float64, 0).instructions(); }

}  // namespace chainrule::program
