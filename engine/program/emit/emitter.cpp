#include <chainrule/engine/program/emit/elementwise.hpp>
#include <chainrule/engine/program/emit/emitter.hpp>
#include <chainrule/engine/program/emit/matrices.hpp>
#include <chainrule/engine/program/emit/sums.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::program {

namespace {

template <class Real> class Binder : private ElementwiseBinder<Real> {
 public:
  using ElementwiseBinder<Real>::ElementwiseBinder;

  Code<Real> code() {
    for (const Instruction& instruction : instructions_) bind(instruction);
    return this->finished();
  }

 private:
  using Base = ElementwiseBinder<Real>;
  using Base::address;
  using Base::append;
  using Base::drop_absent_factors;
  using Base::graph_;
  using Base::in_rows;
  using Base::instructions_;
  using Base::keep;
  using Base::kernels_;
  using Base::lanes_of;
  using Base::memory_;
  using Base::parts_;
  using typename Base::Operands;

  void bind(const Instruction& instruction) {
    switch (instruction.kind) {
      case InstructionKind::elementwise:
        this->bind_value(instruction);
        break;
      case InstructionKind::value_and_partials:
        this->bind_value_and_partials(instruction);
        break;
      case InstructionKind::contribution:
        this->bind_contribution(instruction.results[0], *instruction.op, instruction.by[0], instruction.operands);
        break;
      case InstructionKind::sum_of_products:
        this->bind_sum_of_products(instruction);
        break;
      case InstructionKind::structural:
        bind_structural(instruction);
        break;
      case InstructionKind::movement:
        bind_movement(instruction);
        break;
      case InstructionKind::sum_of_elements:
        bind_sum_of_elements(instruction);
        break;
      case InstructionKind::matrix_product:
        bind_matrix_product(instruction);
        break;
      case InstructionKind::sums_over_examples:
        bind_sums(instruction);
        break;
      case InstructionKind::matrix_sum_over_examples:
        bind_matrix_sum(instruction);
        break;
      case InstructionKind::alias:
        break;
    }
  }

  /// An op, or two of the same operand, over whole rows of examples; false if there is no such kernel.
  bool bind_rows(const Instruction& instruction) {
    const NodeId result = instruction.results[0], operand = instruction.operands[0];
    const bool is_joined = instruction.results.size() == 2;
    const Shape& shape = graph_.shape(operand);
    if (instruction.operands.size() != 1 || !in_rows(operand)) return false;
    const RowOp op{instruction.op, &graph_.attributes(result)};
    RowCall<Real> call{.out = address(result), .shape = &shape, .attributes = op.attributes, .lanes = lanes_of(result)};
    RowKernel<Real> kernel = nullptr;
    if (is_joined) {
      const NodeId second = instruction.results[1];
      call.second = address(second);
      if (kernels_.joined_rows_of != nullptr)
        kernel = kernels_.joined_rows_of(op, {&graph_.op(second), &graph_.attributes(second)}, shape);
    } else if (kernels_.rows_of != nullptr) {
      kernel = kernels_.rows_of(*op.op);
    }
    if (kernel == nullptr) return false;
    Record<Real> record;
    record.execute = &execute_rows<Real>;
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernel);
    record.detail = keep(call);
    append(record, result, instruction.operands, std::vector<std::size_t>(1, 1));
    return true;
  }

  void bind_structural(const Instruction& instruction) {
    if (bind_rows(instruction)) return;
    for (const NodeId result : instruction.results) bind_kernel(result, instruction);
  }

  void bind_kernel(NodeId result, const Instruction& instruction) {
    StructuralDetail detail{.op = &graph_.op(result),
                            .attributes = &graph_.attributes(result),
                            .shape = &graph_.shape(result),
                            .operand_shapes = {},
                            .per_example = {},
                            .lanes = lanes_of(result),
                            .views = {},
                            .copies = {},
                            .result = {}};
    for (const NodeId operand : instruction.operands) {
      detail.operand_shapes.push_back(&graph_.shape(operand));
      detail.per_example.push_back(in_rows(operand));
      detail.copies.emplace_back(graph_.shape(operand).size());
    }
    detail.views.resize(instruction.operands.size());
    detail.result.resize(graph_.shape(result).size());
    Record<Real> record;
    record.out = address(result);
    record.execute = &execute_structural<Real>;
    record.detail = keep(std::move(detail));
    append(record, result, instruction.operands, std::vector<std::size_t>(instruction.operands.size(), 1));
  }

  void bind_movement(const Instruction& instruction) {
    const NodeId result = instruction.results[0];
    const std::size_t lanes = lanes_of(result);
    if (lanes == 1 && instruction.operands.size() == 1 && moves_single_numbers(instruction)) {
      Record<Real> record;
      record.out = address(result);
      record.execute = &execute_permutation<Real>;
      record.detail = keep(permutation(instruction));
      append(record, result, instruction.operands, std::vector<std::size_t>(1, 1));
      return;
    }
    MovementDetail detail{.lanes = lanes, .moves = instruction.moves, .repeats = {}};
    for (const NodeId operand : instruction.operands) detail.repeats.push_back(lanes > 1 && !in_rows(operand));
    Record<Real> record;
    record.out = address(result);
    record.execute = &execute_movement<Real>;
    record.detail = keep(std::move(detail));
    append(record, result, instruction.operands, std::vector<std::size_t>(instruction.operands.size(), 1));
  }

  static bool moves_single_numbers(const Instruction& instruction) {
    std::size_t numbers = 0;
    for (const Move& move : instruction.moves) {
      if (move.operand == Move::kZeros) return false;
      numbers += move.count;
    }
    return numbers < 4 * instruction.moves.size();
  }
  static PermutationDetail permutation(const Instruction& instruction) {
    PermutationDetail detail;
    for (const Move& move : instruction.moves)
      for (std::size_t i = 0; i < move.count; ++i) detail.from.push_back(static_cast<std::uint32_t>(move.from + i));
    return detail;
  }

  void bind_sum_of_elements(const Instruction& instruction) {
    const NodeId result = instruction.results[0], operand = instruction.operands[0];
    const Shape& shape = graph_.shape(operand);
    SumDetail detail = plan_sum(shape, instruction.op->kept_shape(shape, graph_.attributes(result)), lanes_of(result));
    if (detail.terms == 0) return bind_structural(instruction);
    Record<Real> record;
    record.out = address(result);
    record.count = detail.count;
    const bool is_total = detail.count == 1 && detail.are_neighbours;
    record.execute = is_total ? &execute_total<Real> : &execute_sum<Real>;
    record.kernel = is_total ? reinterpret_cast<typename Record<Real>::Kernel>(kernels_.add_up)
                             : reinterpret_cast<typename Record<Real>::Kernel>(kernels_.sum_of_products);
    record.detail = keep(std::move(detail));
    append(record, result, instruction.operands, std::vector<std::size_t>(instruction.operands.size(), 1));
  }

  MatrixFactors factors(const Instruction& instruction) const {
    const NodeId a = instruction.operands[0], b = instruction.operands[1];
    return MatrixFactors(graph_.shape(a), in_rows(a), graph_.shape(b), in_rows(b), memory_.lanes);
  }

  void bind_matrix_product(const Instruction& instruction) {
    Record<Real> record;
    record.out = address(instruction.results[0]);
    const MatrixFactors product = factors(instruction);
    if (product.is_lanewise()) {
      record.count = memory_.lanes;
      record.execute = &execute_lanewise_product<Real>;
      record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.sum_of_products);
      record.detail = keep(product.lanewise());
    } else {
      record.execute = &execute_matrix_product<Real>;
      record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.multiply);
      MatrixDetail detail = product.products(instruction.parts);
      detail.add_up = reinterpret_cast<void (*)()>(kernels_.add_up);
      detail.multiply_large = reinterpret_cast<void (*)()>(memory_.multiply_large);
      detail.subtracts_offsets = graph_.op(instruction.results[0]).arithmetic == Arithmetic::subtract;
      record.detail = keep(std::move(detail));
    }
    append(record, instruction.results[0], instruction.operands,
           std::vector<std::size_t>(instruction.operands.size(), 1));
  }

  void bind_matrix_sum(const Instruction& instruction) {
    Record<Real> record;
    record.out = memory_.parts + parts_.offsets[instruction.results[0]];
    record.execute = &execute_matrix_product<Real>;
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.multiply);
    MatrixDetail detail = factors(instruction).sum_over_examples(instruction.parts);
    detail.is_first = memory_.is_first;
    detail.multiply_large = reinterpret_cast<void (*)()>(memory_.multiply_large);
    record.detail = keep(std::move(detail));
    append(record, instruction.results[0], instruction.operands, std::vector<std::size_t>(2, 1));
  }

  void bind_sums(const Instruction& instruction) {
    SumsDetail<Real> detail;
    for (const NodeId result : instruction.results) detail.parts.push_back(memory_.parts + parts_.offsets[result]);
    const Shape& shape = graph_.shape(instruction.results[0]);
    detail.rows = shape.size();
    if (!shape.is_scalar()) set_steps(detail, shape, instruction.operands);
    Record<Real> record;
    record.out = memory_.parts;
    record.execute = detail.rows == 1 ? &execute_sums<Real> : &execute_sums_of_rows<Real>;
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.add_up);
    record.detail = keep(std::move(detail));
    append(record, instruction.results[0], instruction.operands,
           std::vector<std::size_t>(instruction.operands.size(), 1));
    drop_absent_factors(instruction);
  }

  void set_steps(SumsDetail<Real>& detail, const Shape& shape, Operands factors) const {
    std::vector<Layout> layouts;
    for (const NodeId factor : factors)
      if (factor != kNoOperand) layouts.push_back({&graph_.shape(factor), true});
    const auto step = [&](std::size_t i) {
      const Shape& factor = *layouts[i].shape;
      return factor == shape ? memory_.lanes : std::size_t{0};
    };
    const auto is_even = [&](const Layout& layout) { return *layout.shape == shape || layout.shape->is_scalar(); };
    if (std::ranges::all_of(layouts, is_even)) {
      detail.a_step = step(0);
      if (layouts.size() > 1) detail.b_step = step(1);
      return;
    }
    // Without merging axes: one run per element.
    for (std::size_t row = 0; row < detail.rows; ++row)
      for (std::size_t i = 0; i < 2; ++i)
        detail.offsets.push_back(
            i < layouts.size()
                ? static_cast<std::uint32_t>(broadcast_offset(row, *layouts[i].shape, shape) * memory_.lanes)
                : 0);
  }
};

}  // namespace

template <class Real> PartsPlan plan_parts(const Plan& plan) {
  PartsPlan result{.offsets = std::vector<std::size_t>(plan.graph().size(), 0)};
  const auto place = [&](InstructionKind kind, std::size_t numbers_per_element) {
    for (const std::vector<Instruction>& instructions : plan.instructions)
      for (const Instruction& instruction : instructions)
        for (const NodeId sum : instruction.results) {
          if (instruction.kind != kind) continue;
          constexpr std::size_t kLine = kParts<Real>;
          const std::size_t numbers = plan.graph().shape(sum).size() * numbers_per_element;
          result.offsets[sum] = result.size;
          result.size += (numbers + kLine - 1) / kLine * kLine;
        }
  };
  place(InstructionKind::sums_over_examples, kParts<Real>);
  result.added = result.size;
  place(InstructionKind::matrix_sum_over_examples, 1);
  return result;
}

template <class Real>
Code<Real> emit_stage(const Plan& plan, std::size_t stage, const Memory<Real>& memory, const PartsPlan& parts) {
  return Binder<Real>(plan, stage, memory, parts).code();
}

template PartsPlan plan_parts<double>(const Plan& plan);
template PartsPlan plan_parts<float>(const Plan& plan);
template Code<double> emit_stage(const Plan& plan, std::size_t stage, const Memory<double>& memory,
                                 const PartsPlan& parts);
template Code<float> emit_stage(const Plan& plan, std::size_t stage, const Memory<float>& memory,
                                const PartsPlan& parts);

}  // namespace chainrule::program
