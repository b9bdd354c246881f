// From instructions to records: kernels are chosen and addresses filled in.
#pragma once

#include <chainrule/engine/program/emit/code.hpp>
#include <chainrule/engine/program/emit/memory.hpp>

#include <cstddef>

namespace chainrule::program {

/// The records of that stage, with the addresses of that memory.
template <class Real>
Code<Real> emit_stage(const Plan& plan, std::size_t stage, const Memory<Real>& memory, const PartialSumsPlan& sums);

}  // namespace chainrule::program
