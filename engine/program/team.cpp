#include <chainrule/engine/program/team.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

namespace chainrule::program {

struct Team::Threads {
  explicit Threads(std::size_t threads)
      : limit(oneapi::tbb::global_control::max_allowed_parallelism, threads), arena(static_cast<int>(threads)) {}
  oneapi::tbb::global_control limit;  // the arena alone would not go beyond the number of cores
  oneapi::tbb::task_arena arena;
};

Team::Team(std::size_t threads) : threads_(threads) {
  if (threads > 1) arena_ = std::make_unique<Threads>(threads);
}
Team::Team(Team&&) noexcept = default;
Team& Team::operator=(Team&&) noexcept = default;
Team::~Team() = default;

void Team::run_erased(std::size_t pieces, void (*call)(void*, std::size_t, std::size_t), void* work) {
  arena_->arena.execute([&] {
    using Range = oneapi::tbb::blocked_range<std::size_t>;
    oneapi::tbb::parallel_for(
        Range(0, pieces, 1),
        [&](const Range& range) {
          const auto worker = static_cast<std::size_t>(oneapi::tbb::this_task_arena::current_thread_index());
          for (std::size_t piece = range.begin(); piece < range.end(); ++piece) call(work, worker, piece);
        },
        oneapi::tbb::simple_partitioner());
  });
}

}  // namespace chainrule::program
