#include <chainrule/engine/program/run/team.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <vector>

namespace chainrule::program {

struct Team::Threads {
  explicit Threads(std::size_t threads)
      : limit(oneapi::tbb::global_control::max_allowed_parallelism, threads),
        arena(static_cast<int>(threads)),
        turns(threads) {}
  oneapi::tbb::global_control limit;  // the arena alone would not go beyond the number of cores
  oneapi::tbb::task_arena arena;
  // A worker's pieces follow each other, whichever thread does them. oneTBB sees to it, but out of the thread
  // sanitizer's sight.
  std::vector<std::atomic<std::size_t>> turns;
};

Team::Team(std::size_t threads) : threads_(threads) {
  if (threads > 1) arena_ = std::make_unique<Threads>(threads);
}
Team::Team(Team&&) noexcept = default;
Team& Team::operator=(Team&&) noexcept = default;
Team::~Team() = default;

void Team::run_erased(std::size_t pieces, void (*call)(void*, std::size_t, std::size_t), void* work) {
  for (auto& turn : arena_->turns) turn.fetch_add(1, std::memory_order_release);
  arena_->arena.execute([&] {
    using Range = oneapi::tbb::blocked_range<std::size_t>;
    oneapi::tbb::parallel_for(
        Range(0, pieces, 1),
        [&](const Range& range) {
          const auto worker = static_cast<std::size_t>(oneapi::tbb::this_task_arena::current_thread_index());
          std::atomic<std::size_t>& turn = arena_->turns[worker];
          turn.load(std::memory_order_acquire);
          for (std::size_t piece = range.begin(); piece < range.end(); ++piece) call(work, worker, piece);
          turn.fetch_add(1, std::memory_order_release);
        },
        oneapi::tbb::simple_partitioner());
  });
  for (const auto& turn : arena_->turns) turn.load(std::memory_order_acquire);
}

}  // namespace chainrule::program
