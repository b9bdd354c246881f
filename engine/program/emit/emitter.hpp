// From instructions to records: kernels are chosen and addresses filled in.
#pragma once

#include <chainrule/engine/program/emit/code.hpp>
#include <chainrule/engine/program/plan/plan.hpp>

#include <cstddef>

namespace chainrule::program {

template <class Real> PartsPlan plan_parts(const Plan& plan);

template <class Real>
Code<Real> emit_stage(const Plan& plan, std::size_t stage, const Memory<Real>& memory, const PartsPlan& parts);

}  // namespace chainrule::program
