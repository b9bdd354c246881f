// Threads by oneTBB, which shares them with whatever else of the process uses it. Link chainrule::threads.
#pragma once

#include <chainrule/engine/base/team.hpp>

namespace chainrule {

/// At most as many threads work at the same time as oneTBB has workers, by default one per core.
///
///     Run run(program, {.examples = m, .threads = 4, .team = tbb_team});
std::unique_ptr<Team> tbb_team(std::size_t threads);

}  // namespace chainrule
