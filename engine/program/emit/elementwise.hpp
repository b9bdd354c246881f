// Records of elementwise instructions: on single numbers, on whole vectors, or in runs of any kind.
#pragma once

#include <chainrule/engine/program/emit/record_writer.hpp>

#include <algorithm>
#include <vector>

namespace chainrule::program {

template <class Real> class ElementwiseBinder : protected RecordWriter<Real> {
 public:
  using RecordWriter<Real>::RecordWriter;

 protected:
  using Base = RecordWriter<Real>;
  using Base::address;
  using Base::append;
  using Base::drop_absent_factors;
  using Base::graph_;
  using Base::in_rows;
  using Base::keep;
  using Base::kernels_;
  using Base::lanes_of;
  using Base::whole;
  using typename Base::Operands;

  void bind_value(const Instruction& instruction) {
    const NodeId result = instruction.results[0];
    Record<Real> record;
    record.out = address(result);
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.forward_of(*instruction.op));
    append_rows(record, *instruction.op, result, instruction.operands, &execute_forward<Real>,
                &execute_forward_rows<Real>, [](const RecordKernels<Real>& kernels) { return kernels.value; });
  }

  /// Operands: the cotangent, the op's, its value; the record has the cotangent last.
  void bind_contribution(NodeId result, const OpInfo& op, std::uint8_t by, Operands operands) {
    std::vector<NodeId> in_order(operands.begin(), operands.end());
    std::rotate(in_order.begin(), in_order.begin() + 1, in_order.end());
    Record<Real> record;
    record.out = address(result);
    record.by = by;
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.contribution_of(op));
    append_rows(record, op, result, in_order, &execute_contribution<Real>, &execute_contribution_rows<Real>,
                [by](const RecordKernels<Real>& kernels) { return kernels.contribution[by]; });
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
    Record<Real> record;
    record.out = address(value);
    detail.rows = rows_of(value, instruction.operands);
    record.detail = keep(detail.out);
    if (append_at_once(record, *instruction.op, value, instruction.operands, detail.rows,
                       [wanted](const RecordKernels<Real>& kernels) { return kernels.with_partials[wanted]; }))
      return;
    const FusedRun<Real> kernel = kernels_.with_partials_of(*instruction.op, wanted);
    if (kernel == nullptr) return bind_one_by_one(instruction);
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernel);
    record.count = detail.rows.rows == 1 ? whole(value, detail.rows.count) : detail.rows.count;
    record.execute = detail.rows.rows == 1 ? &execute_fused<Real> : &execute_fused_rows<Real>;
    const std::vector<std::size_t> strides = detail.rows.strides;
    record.detail = keep(std::move(detail));
    append(record, value, instruction.operands, strides);
  }

  void bind_sum_of_products(const Instruction& instruction) {
    const NodeId result = instruction.results[0];
    const Operands factors = instruction.operands;
    Record<Real> record;
    record.out = address(result);
    record.count = whole(result, graph_.shape(result).size() * lanes_of(result));
    record.execute = &execute_sum_of_products<Real>;
    record.kernel = reinterpret_cast<typename Record<Real>::Kernel>(kernels_.sum_of_products);
    std::vector<std::size_t> strides;
    for (const NodeId factor : factors)
      strides.push_back(factor != kNoOperand && (in_rows(factor) || !graph_.shape(factor).is_scalar()) ? 1 : 0);
    const bool is_single = graph_.shape(result).is_scalar() && !in_rows(result);
    const auto& in_vectors = kernels_.sum_of_products_in_vectors;
    if (is_single)
      record.execute = &execute_single_sum_of_products<Real>;
    else if (are_vectors(factors, strides) && factors.size() / 2 < in_vectors.size())
      record.execute = in_vectors[factors.size() / 2];
    append(record, result, factors, strides);
    if (is_single || record.execute == &execute_sum_of_products<Real>) drop_absent_factors(instruction);
  }

 private:
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

  bool are_single(NodeId result, Operands operands) const {
    return !in_rows(result) && graph_.shape(result).is_scalar() && std::ranges::all_of(operands, [&](NodeId operand) {
      return operand == kNoOperand || graph_.shape(operand).is_scalar();
    });
  }
  /// Whether each operand steps by 1; of one that is left out there is a line of ones.
  static bool are_vectors(Operands operands, std::span<const std::size_t> strides) {
    for (std::size_t i = 0; i < operands.size(); ++i)
      if (operands[i] != kNoOperand && strides[i] != 1) return false;
    return true;
  }

  /// A record that executes the op's kernel for single numbers or for whole vectors, if there is one that fits.
  template <class Choose>
  bool append_at_once(Record<Real> record, const OpInfo& op, NodeId result, Operands operands, const Rows& rows,
                      Choose choose) {
    const RecordKernels<Real>* kernels = nullptr;
    if (are_single(result, operands))
      kernels = kernels_.single_of != nullptr ? kernels_.single_of(op) : nullptr;
    else if (rows.rows == 1 && are_vectors(operands, rows.strides))
      kernels = kernels_.vectors_of != nullptr ? kernels_.vectors_of(op) : nullptr;
    if (kernels == nullptr || choose(*kernels) == nullptr) return false;
    record.execute = choose(*kernels);
    record.count = whole(result, rows.count);
    append(record, result, operands, rows.strides);
    return true;
  }

  /// Else a record of one run, or of several with the offsets of each.
  template <class Choose>
  void append_rows(Record<Real> record, const OpInfo& op, NodeId result, Operands operands, Execute<Real> one,
                   Execute<Real> many, Choose choose) {
    Rows rows = rows_of(result, operands);
    if (append_at_once(record, op, result, operands, rows, choose)) return;
    record.count = rows.rows == 1 ? whole(result, rows.count) : rows.count;
    record.execute = rows.rows == 1 ? one : many;
    const std::vector<std::size_t> strides = rows.strides;
    if (rows.rows != 1) record.detail = keep(std::move(rows));
    append(record, result, operands, strides);
  }

  /// For ops without a kernel for all.
  void bind_one_by_one(const Instruction& instruction) {
    bind_value(instruction);
    for (std::size_t i = 0; i < instruction.by.size(); ++i) {
      std::vector<NodeId> operands{kNoOperand};
      operands.insert(operands.end(), instruction.operands.begin(), instruction.operands.end());
      operands.push_back(instruction.results[0]);
      bind_contribution(instruction.results[i + 1], *instruction.op, instruction.by[i], operands);
    }
  }
};

}  // namespace chainrule::program
