// Executes a structural op: its own kernel, once or for one example after another, or one for a whole block.
#pragma once

#include <chainrule/engine/op/array.hpp>
#include <chainrule/engine/program/execute/bad_example.hpp>
#include <chainrule/engine/program/execute/record.hpp>

#include <cstddef>
#include <vector>

namespace chainrule::program {

template <class Real> struct StructuralTask {
  const OpInfo* op = nullptr;
  const Attributes* attributes = nullptr;
  const Shape* shape = nullptr;
  std::vector<const Shape*> operand_shapes = {};
  std::vector<bool> per_example = {};
  std::size_t block_size = 1;
  // Room for one example, and where the kernel finds it.
  mutable std::vector<ArrayView> views = {};
  mutable std::vector<std::vector<double>> copies = {};
  mutable std::vector<double> result = {};

  /// BadExample.
  void execute(const Record<Real>& record, std::size_t live) const;

 private:
  void run_example(const Record<Real>& record, std::size_t example) const;
  const double* operand(std::size_t index, const Real* data, std::size_t example) const;
};

extern template struct StructuralTask<double>;
extern template struct StructuralTask<float>;

/// All examples of a block at once.
template <class Real> struct BlockTask {
  RowKernel<Real> kernel;
  RowCall<Real> call;  ///< but for the operand, which may lie in the data

  void execute(const Record<Real>& record, std::size_t) const {
    RowCall<Real> here = call;
    here.x = record.in()->data;
    kernel(here);
  }
};

}  // namespace chainrule::program
