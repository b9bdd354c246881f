#include <chainrule/tools/reports/run_options.hpp>

#ifdef CHAINRULE_HAS_BLAS
#include <chainrule/engine/providers/openblas.hpp>
#endif
#ifdef CHAINRULE_HAS_THREADS
#include <chainrule/engine/providers/tbb_team.hpp>
#endif

#include <algorithm>
#include <thread>

namespace chainrule {

RunOptions run_options(std::size_t examples, std::size_t threads, std::size_t block_size) {
  RunOptions options{.examples = examples, .threads = threads, .block_size = block_size};
#ifdef CHAINRULE_HAS_BLAS
  options.matrices = openblas();
#endif
#ifdef CHAINRULE_HAS_THREADS
  options.team = tbb_team;
#endif
  return options;
}

std::size_t all_threads() { return std::max(std::thread::hardware_concurrency(), 1U); }

}  // namespace chainrule
