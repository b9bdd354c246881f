#include <chainrule/engine/base/pieces.hpp>
#include <chainrule/engine/providers/tbb_team.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>

namespace chainrule {

namespace {

class TbbTeam final : public Team {
 public:
  explicit TbbTeam(std::size_t threads)
      : threads_(threads),
        arena_(std::min(static_cast<int>(threads), oneapi::tbb::info::default_concurrency())) {}  // it warns of more

  std::size_t threads() const override { return threads_; }

 private:
  /// One task a worker, each of which takes pieces. That a task's work is done before the call returns oneTBB sees to,
  /// but out of the thread sanitizer's sight: hence `done_`.
  void run_erased(std::size_t pieces, Call call, void* work) override {
    pieces_.begin(pieces, call, work);
    arena_.execute([this] {
      using Range = oneapi::tbb::blocked_range<std::size_t>;
      oneapi::tbb::parallel_for(
          Range(0, threads_, 1),
          [this](const Range& workers) {
            for (std::size_t worker = workers.begin(); worker < workers.end(); ++worker) pieces_.take(worker);
            done_.fetch_add(1, std::memory_order_release);
          },
          oneapi::tbb::simple_partitioner());
    });
    done_.load(std::memory_order_acquire);
    pieces_.finish();
  }

  std::size_t threads_;
  oneapi::tbb::task_arena arena_;
  Pieces pieces_;
  std::atomic<std::size_t> done_ = 0;
};

}  // namespace

std::unique_ptr<Team> tbb_team(std::size_t threads) { return std::make_unique<TbbTeam>(threads); }

}  // namespace chainrule
