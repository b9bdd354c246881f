// Emits an alias: no record, as the result lies where the operand does.
#pragma once

#include <chainrule/engine/program/emit/emitter.hpp>
#include <chainrule/engine/program/select/alias.hpp>

namespace chainrule::program {

template <class Real> void emit(const Alias&, Emitter<Real>&) {}

}  // namespace chainrule::program
