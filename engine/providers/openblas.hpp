// Products of large matrices by OpenBLAS. Link chainrule::blas.
#pragma once

#include <chainrule/engine/op/matrix_call.hpp>

namespace chainrule {

/// The first product loads OpenBLAS. Each is formed on the calling thread alone, with the same bits every time. Where
/// the library is gone since the program was built, our own kernels do the work.
///
///     Run run(program, {.examples = m, .matrices = openblas()});
Matrices openblas();

}  // namespace chainrule
