// A program in words: what it computes, in which order, where, and how much work that is.
#include <chainrule/engine/program/listing.hpp>
#include <chainrule/engine/program/listing/alias.hpp>
#include <chainrule/engine/program/listing/contribution.hpp>
#include <chainrule/engine/program/listing/matrix_product.hpp>
#include <chainrule/engine/program/listing/matrix_sum_over_examples.hpp>
#include <chainrule/engine/program/listing/movement.hpp>
#include <chainrule/engine/program/listing/product_of_three.hpp>
#include <chainrule/engine/program/listing/structural.hpp>
#include <chainrule/engine/program/listing/sum_of_elements.hpp>
#include <chainrule/engine/program/listing/sum_of_products.hpp>
#include <chainrule/engine/program/listing/sums_over_examples.hpp>
#include <chainrule/engine/program/listing/value.hpp>
#include <chainrule/engine/program/listing/value_and_partials.hpp>

#include <fmt/format.h>

#include <variant>

namespace chainrule::program {

namespace {

/// The operations of one run over the examples. Elementary functions count as one operation, whatever they take.
struct Work {
  std::size_t operations = 0, numbers = 0;
};

class Listing {
 public:
  Listing(const Plan& plan, const Wording& words, Precision precision, std::size_t block_size)
      : plan_(plan),
        graph_(plan.graph()),
        words_(words),
        number_size_(bytes_per_number(precision)),
        block_size_(block_size) {}

  std::string instructions() {
    for (std::size_t i = 0; i < plan_.stages.size(); ++i) add_stage(i);
    return std::move(text_);
  }

  std::string text() {
    text_ = instructions();
    const MemoryPlan& memory = plan_.memory;
    text_ += fmt::format("shared memory: {} bytes\n", memory.shared * number_size_);
    if (memory.rows > 0)
      text_ +=
          fmt::format("a block's slots: {} rows of {} examples, {} bytes; without reuse they would be {} rows\n",
                      memory.rows, block_size_, memory.rows * block_size_ * number_size_, memory.rows_without_reuse);
    const char* const per = graph_.leaves(Role::input).empty() ? "run" : "example";
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
      text_ += fmt::format("  ({} values of an earlier stage are computed again, now that its sums are known)",
                           stage.recomputed);
    text_ += '\n';
    for (const Instruction& instruction : plan_.instructions[index]) add_instruction(index, instruction);
  }

  void add_instruction(std::size_t stage, const Instruction& instruction) {
    const Line line = std::visit([&](const auto& kind) { return line_of(kind, words_); }, instruction);
    std::string results;
    for (const NodeId result : results_of(instruction))
      results += (results.empty() ? "" : ", ") + words_.label(result) + place_text(stage, result);
    text_ += fmt::format("  {:>3}  {:<18} {} := {}\n", ++count_, line.kind, results, line.formula);
    if (plan_.stages[stage].per_block || graph_.leaves(Role::input).empty()) count_work(instruction, line);
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

  std::size_t elements(std::span<const NodeId> nodes) const {
    std::size_t elements = 0;
    for (const NodeId id : nodes)
      if (id != kNoOperand) elements += graph_.shape(id).size();
    return elements;
  }

  void count_work(const Instruction& instruction, const Line& line) {
    const std::size_t results = elements(results_of(instruction));
    if (line.reads) work_.numbers += elements(operands_of(instruction));
    if (line.writes) work_.numbers += results;
    work_.operations += results * line.operations;
  }

  const Plan& plan_;
  const Graph& graph_;
  const Wording& words_;
  std::size_t number_size_, block_size_;
  std::size_t count_ = 0;
  Work work_;
  std::string text_;
};

}  // namespace

std::string describe(const Plan& plan, Precision precision, std::size_t block_size) {
  return Listing(plan, Wording(plan.graph()), precision, block_size).text();
}

std::string list_instructions(const Plan& plan, const Wording& words) {
  return Listing(plan, words, Precision::float64, 0).instructions();
}

}  // namespace chainrule::program
