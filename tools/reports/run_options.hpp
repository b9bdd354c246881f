// How our programs run theirs: with every library that this build has.
#pragma once

#include <chainrule/engine/program/program.hpp>

#include <cstddef>

namespace chainrule {

/// oneTBB's threads and OpenBLAS's products, where they were found when this was built.
RunOptions run_options(std::size_t examples, std::size_t threads = 1, std::size_t block_size = 0);

/// As many threads as the machine has cores.
std::size_t all_threads();

}  // namespace chainrule
