#include <chainrule/engine/base/pieces.hpp>
#include <chainrule/engine/base/team.hpp>

#include <thread>
#include <vector>

namespace chainrule {

namespace {

/// Threads that sleep between two rounds of work.
class ThreadTeam final : public Team {
 public:
  explicit ThreadTeam(std::size_t threads) {
    try {
      for (std::size_t worker = 1; worker < threads; ++worker) threads_.emplace_back([this, worker] { serve(worker); });
    } catch (...) {  // the system grants no more of them
      stop();
      throw;
    }
  }
  ~ThreadTeam() override { stop(); }

  std::size_t threads() const override { return threads_.size() + 1; }

 private:
  void run_erased(std::size_t pieces, Call call, void* work) override {
    pieces_.begin(pieces, call, work);
    busy_.store(threads_.size(), std::memory_order_relaxed);
    begin_round();
    pieces_.take(0);
    for (std::size_t left; (left = busy_.load(std::memory_order_acquire)) != 0;) busy_.wait(left);
    pieces_.finish();
  }

  void serve(std::size_t worker) {
    for (std::size_t seen = 0;;) {
      round_.wait(seen);
      seen = round_.load(std::memory_order_acquire);
      if (is_over_.load(std::memory_order_relaxed)) return;
      pieces_.take(worker);
      if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_one();
    }
  }

  void begin_round() {
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
  }

  void stop() {
    is_over_.store(true, std::memory_order_relaxed);
    begin_round();
    for (std::thread& thread : threads_) thread.join();
  }

  Pieces pieces_;
  std::atomic<std::size_t> round_ = 0, busy_ = 0;
  std::atomic<bool> is_over_ = false;
  std::vector<std::thread> threads_;  // last: they use the rest
};

}  // namespace

std::unique_ptr<Team> thread_team(std::size_t threads) { return std::make_unique<ThreadTeam>(threads); }

}  // namespace chainrule
