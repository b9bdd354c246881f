#include <chainrule/engine/program/data/aligned.hpp>
#include <chainrule/engine/program/emit/emit_stage.hpp>
#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/listing/memory_texts.hpp>
#include <chainrule/engine/program/plan/block_size.hpp>

#include <fmt/format.h>

#include <functional>
#include <optional>

namespace chainrule::program {

namespace {

std::string_view stage_text(const Stage& stage) { return stage.per_block ? "for each block:" : "once:"; }

/// Records as a run has them, to see which addresses they get.
template <class Real> class Records {
 public:
  Records(const Compilation& compilation, const Wording& words)
      : plan_(*compilation.plan),
        words_(words),
        block_size_(choose_block_size(plan_, compilation.precision)),
        sums_(plan_partial_sums<Real>(plan_)),
        shared_numbers_(plan_.memory.shared + 2 * kPerLine<Real>),
        block_numbers_(plan_.memory.rows * block_size_),
        partial_sums_(sums_.size) {}

  std::string text() const {
    std::string text;
    for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
      text += fmt::format("{}\n", stage_text(plan_.stages[i]));
      const Code<Real> code = emit_stage(plan_, i, memory(plan_.stages[i]), sums_);
      for (const Record<Real>* record = code.begin(); record != code.end(); record = Code<Real>::next(record))
        text += line(*record, code.node_of(record));
    }
    return text;
  }

 private:
  Memory<Real> memory(const Stage& stage) const {
    return {.shared = shared_numbers_.data(),
            .block = block_numbers_.data(),
            .partial_sums = partial_sums_.data(),
            .block_size = stage.per_block ? block_size_ : 1,
            .is_first = &is_first_};
  }

  std::string line(const Record<Real>& record, NodeId node) const {
    std::string operands;
    for (std::size_t i = 0; i < record.operands; ++i)
      operands += fmt::format("{}{}{}", i == 0 ? "" : ", ", address_text(record.in()[i].data),
                              record.in()[i].stride == 0 ? " (one number)" : "");
    const std::string to = record.out == nullptr ? "" : fmt::format(" to {}", address_text(record.out));
    return fmt::format("  {}: {} bytes,{} from {}\n", words_.label(node), record.bytes, to, operands);
  }

  std::string address_text(const Real* number) const {
    if (number == nullptr) return "data";
    if (const auto at = offset(number, shared_numbers_)) return fmt::format("@shared+{}", *at * sizeof(Real));
    if (const auto at = offset(number, block_numbers_)) return fmt::format("@{}", *at / block_size_);
    if (const auto at = offset(number, partial_sums_)) return fmt::format("@sums+{}", *at * sizeof(Real));
    return "ones";
  }
  static std::optional<std::size_t> offset(const Real* number, const AlignedNumbers<Real>& numbers) {
    const bool is_inside =
        !std::less<>()(number, numbers.data()) && std::less<>()(number, numbers.data() + numbers.size());
    return is_inside ? std::optional(static_cast<std::size_t>(number - numbers.data())) : std::nullopt;
  }

  const Plan& plan_;
  const Wording& words_;
  std::size_t block_size_;
  PartialSumsPlan sums_;
  AlignedNumbers<Real> shared_numbers_, block_numbers_, partial_sums_;
  bool is_first_ = true;
};

}  // namespace

std::string slots_text(const Compilation& compilation, const Wording& words) {
  const Plan& plan = *compilation.plan;
  std::string text;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    text += fmt::format("{}\n", stage_text(plan.stages[i]));
    for (const Instruction& instruction : plan.instructions[i])
      for (const NodeId id : results_of(instruction)) {
        const auto [region, offset] = plan.memory.places[i][id];
        const std::size_t size = plan.graph().shape(id).size();
        text += fmt::format("  {}: {} {}{}\n", words.label(id), region == Region::block ? "row" : "shared number",
                            offset, size > 1 ? fmt::format(" to {}", offset + size - 1) : "");
      }
  }
  return text + fmt::format("{} shared numbers, {} rows in a block\n", plan.memory.shared, plan.memory.rows);
}

std::string records_text(const Compilation& compilation, const Wording& words) {
  if (compilation.precision == Precision::float32) return Records<float>(compilation, words).text();
  return Records<double>(compilation, words).text();
}

}  // namespace chainrule::program
