#include <chainrule/engine/program/binder.hpp>
#include <chainrule/engine/program/elements.hpp>
#include <chainrule/engine/program/matrices.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace chainrule::program {

namespace {

template <class Real> const ProgramKernels<Real>& kernels_of(const OpSet& ops) {
  if constexpr (std::is_same_v<Real, double>)
    return ops.kernels;
  else
    return ops.float_kernels;
}

/// Stands where a kernel reads an operand that it does not use, or a cotangent of 1.
template <class Real> constexpr Real kOne = 1;

template <class Real> class Binder {
 public:
  Binder(const Plan& plan, std::size_t section, const Memory<Real>& memory, const PartsPlan& parts)
      : graph_(plan.graph()),
        kernels_(kernels_of<Real>(graph_.ops())),
        section_(plan.sections[section]),
        places_(plan.memory.places[section]),
        storage_(plan.memory.storage),
        memory_(memory),
        parts_(parts) {}

  Code<Real> code() {
    for (const Instruction& instruction : section_.instructions) bind(instruction);
    code_.bytes = bytes_.size();
    code_.records = std::make_unique<std::byte[]>(code_.bytes);
    std::ranges::copy(bytes_, code_.records.get());
    for (const auto& [offset, node] : inputs_)
      code_.inputs.push_back({reinterpret_cast<StridedOf<Real>*>(code_.records.get() + offset), storage_[node],
                              places_[node].offset * memory_.lanes});
    return std::move(code_);
  }

 private:
  using Operands = std::span<const NodeId>;

  bool in_rows(NodeId id) const { return section_.per_block && graph_.per_example(id); }
  std::size_t lanes_of(NodeId id) const { return in_rows(id) ? memory_.lanes : 1; }

  Real* address(NodeId id) const {
    const Place& place = places_[id];
    switch (place.region) {
      case Region::shared:
        return memory_.shared + place.offset;
      case Region::block:
        return memory_.block + place.offset * memory_.lanes;
      default:
        return nullptr;  // of data: filled in block by block
    }
  }

  void bind(const Instruction& instruction) {
    switch (instruction.kind) {
      case InstructionKind::elementwise:
        bind_elementwise(instruction.results[0], instruction);
        break;
      case InstructionKind::value_and_partials:
        bind_value_and_partials(instruction);
        break;
      case InstructionKind::contribution:
        bind_contribution(instruction.results[0], instruction.op, instruction.by[0], instruction.operands);
        break;
      case InstructionKind::sum_of_products:
        bind_sum_of_products(instruction);
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

  /// Appends a record; operands that lie in the data are noted.
  void append(Record<Real> record, NodeId node, Operands operands, std::span<const std::size_t> strides) {
    record.operands = static_cast<std::uint16_t>(operands.size());
    record.bytes = static_cast<std::uint32_t>(sizeof(Record<Real>) + operands.size() * sizeof(StridedOf<Real>));
    const std::size_t at = bytes_.size();
    bytes_.resize(at + record.bytes);
    std::memcpy(bytes_.data() + at, &record, sizeof record);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const std::size_t place = at + sizeof record + i * sizeof(StridedOf<Real>);
      StridedOf<Real> operand{&kOne<Real>, 0};
      if (operands[i] != kNoOperand) {
        operand = {address(operands[i]), strides[i]};
        if (places_[operands[i]].region == Region::input) inputs_.emplace_back(place, operands[i]);
      }
      std::memcpy(bytes_.data() + place, &operand, sizeof operand);
    }
    code_.nodes.push_back(node);
  }

  template <class Detail> const void* keep(Detail detail) {
    code_.details.push_back(std::make_shared<Detail>(std::move(detail)));
    return code_.details.back().get();
  }

  /// How the result walks over the operands; of one that is left out there is one number.
  Rows rows_of(NodeId result, Operands operands) const {
    static const Shape kScalar;
    std::vector<Layout> layouts;
    for (const NodeId operand : operands) {
      const bool is_given = operand != kNoOperand;
      layouts.push_back({is_given ? &graph_.shape(operand) : &kScalar, is_given && in_rows(operand)});
    }
    return plan_rows(graph_.shape(result), layouts, lanes_of(result));
  }

  /// Kernels for one number out of single numbers; null where there is more than one.
  const SingleKernels* single(const OpInfo& op, NodeId result, Operands operands) const {
    const bool is_single =
        !in_rows(result) && graph_.shape(result).is_scalar() && std::ranges::all_of(operands, [&](NodeId operand) {
          return operand == kNoOperand || graph_.shape(operand).is_scalar();
        });
    return is_single && kernels_.single_of != nullptr ? kernels_.single_of(op) : nullptr;
  }

  /// Shared values have slots of whole cache lines: a single run may go on to their end, so that kernels find whole
  /// vectors. What is read there beyond an operand does not matter.
  std::size_t whole(NodeId result, std::size_t count) const {
    return in_rows(result) ? count : (count + kParts<Real> - 1) / kParts<Real> * kParts<Real>;
  }

  /// A record of one run, or of several with the offsets of each.
  void append_rows(Record<Real> record, NodeId result, Operands operands, typename Record<Real>::Execute one,
                   typename Record<Real>::Execute many) {
    Rows rows = rows_of(result, operands);
    record.count = rows.rows == 1 ? whole(result, rows.count) : rows.count;
    record.execute = rows.rows == 1 ? one : many;
    const std::vector<std::size_t> strides = rows.strides;
    if (rows.rows != 1) record.detail = keep(std::move(rows));
    append(record, result, operands, strides);
  }

  template <class Choose>
  bool append_single(Record<Real>& record, const SingleKernels* kernels, NodeId result, Operands operands,
                     Choose choose) {
    if constexpr (std::is_same_v<Real, double>) {
      if (kernels == nullptr || choose(*kernels) == nullptr) return false;
      record.execute = choose(*kernels);
      append(record, result, operands, std::vector<std::size_t>(operands.size(), 0));
      return true;
    }
    return false;
  }

  void bind_elementwise(NodeId result, const Instruction& instruction) {
    Record<Real> record;
    record.out = address(result);
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.forward_of(*instruction.op));
    if (append_single(record, single(*instruction.op, result, instruction.operands), result, instruction.operands,
                      [](const SingleKernels& kernels) { return kernels.value; }))
      return;
    append_rows(record, result, instruction.operands, &execute_forward<Real>, &execute_forward_rows<Real>);
  }

  void bind_value_and_partials(const Instruction& instruction) {
    const NodeId value = instruction.results[0];
    FusedDetail<Real> detail;
    detail.out[detail.results++] = address(value);
    std::uint32_t wanted = 0;
    for (std::size_t operand = 0; operand < instruction.operands.size(); ++operand)
      for (std::size_t i = 0; i < instruction.by.size(); ++i)
        if (instruction.by[i] == operand) {
          wanted |= 1U << operand;
          detail.out[detail.results++] = address(instruction.results[i + 1]);
        }
    Record<Real> at_once;
    at_once.detail = code_.details.emplace_back(std::make_shared<std::array<Real*, 4>>(detail.out)).get();
    if (append_single(at_once, single(*instruction.op, value, instruction.operands), value, instruction.operands,
                      [&](const SingleKernels& kernels) { return kernels.with_partials[wanted]; }))
      return;
    const FusedRun<Real> kernel = kernels_.with_partials_of(*instruction.op, wanted);
    if (kernel == nullptr) return bind_one_by_one(instruction);
    Record<Real> record;
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernel);
    detail.rows = rows_of(value, instruction.operands);
    record.count = detail.rows.rows == 1 ? whole(value, detail.rows.count) : detail.rows.count;
    record.execute = detail.rows.rows == 1 ? &execute_fused<Real> : &execute_fused_rows<Real>;
    const std::vector<std::size_t> strides = detail.rows.strides;
    record.detail = keep(std::move(detail));
    append(record, value, instruction.operands, strides);
  }

  /// For ops without such a kernel.
  void bind_one_by_one(const Instruction& instruction) {
    bind_elementwise(instruction.results[0], instruction);
    for (std::size_t i = 0; i < instruction.by.size(); ++i) {
      std::vector<NodeId> operands{kNoOperand};
      operands.insert(operands.end(), instruction.operands.begin(), instruction.operands.end());
      operands.push_back(instruction.results[0]);
      bind_contribution(instruction.results[i + 1], instruction.op, instruction.by[i], operands);
    }
  }

  void bind_contribution(NodeId result, const OpInfo* op, std::uint8_t by, Operands operands) {
    Record<Real> record;
    record.out = address(result);
    record.by = by;
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.contribution_of(*op));
    if (append_single(record, single(*op, result, operands), result, operands,
                      [&](const SingleKernels& kernels) { return kernels.contribution[by]; }))
      return;
    append_rows(record, result, operands, &execute_contribution<Real>, &execute_contribution_rows<Real>);
  }

  void bind_sum_of_products(const Instruction& instruction) {
    const NodeId result = instruction.results[0];
    Record<Real> record;
    record.out = address(result);
    record.count = whole(result, graph_.shape(result).size() * lanes_of(result));
    record.execute = &execute_sum_of_products<Real>;
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.sum_of_products);
    if (graph_.shape(result).is_scalar() && !in_rows(result)) record.execute = &execute_single_sum_of_products<Real>;
    std::vector<std::size_t> strides;
    for (const NodeId factor : instruction.operands)
      strides.push_back(factor != kNoOperand && (in_rows(factor) || !graph_.shape(factor).is_scalar()) ? 1 : 0);
    append(record, result, instruction.operands, strides);
    drop_absent_factors(instruction);
  }

  /// A factor that is left out has no data, unlike an operand that is not read.
  void drop_absent_factors(const Instruction& instruction) {
    const std::size_t operands = instruction.operands.size();
    const std::size_t first = bytes_.size() - operands * sizeof(StridedOf<Real>);
    const StridedOf<Real> none{nullptr, 0};
    for (std::size_t i = 0; i < operands; ++i)
      if (instruction.operands[i] == kNoOperand)
        std::memcpy(bytes_.data() + first + i * sizeof none, &none, sizeof none);
  }

  void bind_structural(const Instruction& instruction) {
    const NodeId result = instruction.results[0];
    StructuralDetail detail{.op = instruction.op,
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
    const RowKernel<Real> rows = kernels_.rows_of(*instruction.op);
    if (rows != nullptr && instruction.operands.size() == 1 && in_rows(instruction.operands[0])) {
      record.execute = &execute_rows<Real>;
      record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(rows);
    }
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
    record.kernel = is_total ? reinterpret_cast<typename Record<Real>::Kernel>(kernels_.accumulate)
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
      record.detail = keep(product.products());
    }
    append(record, instruction.results[0], instruction.operands, std::vector<std::size_t>(2, 1));
  }

  void bind_matrix_sum(const Instruction& instruction) {
    Record<Real> record;
    record.out = memory_.parts + parts_.offsets[instruction.results[0]];
    record.execute = &execute_matrix_product<Real>;
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.multiply);
    MatrixDetail detail = factors(instruction).sum_over_examples();
    detail.is_first = memory_.is_first;
    record.detail = keep(std::move(detail));
    append(record, instruction.results[0], instruction.operands, std::vector<std::size_t>(2, 1));
  }

  void bind_sums(const Instruction& instruction) {
    SumsDetail detail;
    for (const NodeId result : instruction.results) detail.parts.push_back(parts_.offsets[result]);
    const Shape& shape = graph_.shape(instruction.results[0]);
    detail.rows = shape.size();
    if (!shape.is_scalar()) set_steps(detail, shape, instruction.operands);
    Record<Real> record;
    record.out = memory_.parts;
    record.execute = &execute_sums<Real>;
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.accumulate);
    record.detail = keep(std::move(detail));
    append(record, instruction.results[0], instruction.operands,
           std::vector<std::size_t>(instruction.operands.size(), 1));
    drop_absent_factors(instruction);
  }

  void set_steps(SumsDetail& detail, const Shape& shape, Operands factors) const {
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
        detail.offsets.push_back(i < layouts.size() ? static_cast<std::uint32_t>(
                                                          element_offset(row, *layouts[i].shape, shape) * memory_.lanes)
                                                    : 0);
  }

  const Graph& graph_;
  const ProgramKernels<Real>& kernels_;
  const Section& section_;
  const std::vector<Place>& places_;
  const std::vector<NodeId>& storage_;
  const Memory<Real>& memory_;
  const PartsPlan& parts_;
  std::vector<std::byte> bytes_;
  std::vector<std::pair<std::size_t, NodeId>> inputs_;
  Code<Real> code_;
};

}  // namespace

template <class Real> PartsPlan plan_parts(const Plan& plan) {
  PartsPlan result{.offsets = std::vector<std::size_t>(plan.graph().size(), 0)};
  const auto place = [&](InstructionKind kind, std::size_t numbers_per_element) {
    for (const Section& section : plan.sections)
      for (const Instruction& instruction : section.instructions)
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
Code<Real> bind_section(const Plan& plan, std::size_t section, const Memory<Real>& memory, const PartsPlan& parts) {
  return Binder<Real>(plan, section, memory, parts).code();
}

template PartsPlan plan_parts<double>(const Plan& plan);
template PartsPlan plan_parts<float>(const Plan& plan);
template Code<double> bind_section(const Plan& plan, std::size_t section, const Memory<double>& memory,
                                   const PartsPlan& parts);
template Code<float> bind_section(const Plan& plan, std::size_t section, const Memory<float>& memory,
                                  const PartsPlan& parts);

}  // namespace chainrule::program
