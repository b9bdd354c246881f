// What is chosen for a run, apart from its numbers.
#pragma once

#include <chainrule/engine/base/team.hpp>
#include <chainrule/engine/op/matrix_call.hpp>

#include <cstddef>

namespace chainrule {

/// How a program is run: over how many examples, by whom.
struct RunOptions {
  std::size_t examples = 1;
  std::size_t threads = 1;      ///< that work on blocks of examples at the same time; results do not depend on it
  std::size_t block_size = 0;   ///< examples per block, a multiple of 16; chosen by the program if 0
  MakeTeam team = thread_team;  ///< where the threads come from
  Matrices matrices = {};       ///< who forms products of large matrices
};

}  // namespace chainrule
