#include <chainrule/tools/bench/references/second_thread.hpp>

#include <hwy/cache_control.h>

namespace chainrule::references {
namespace {

constexpr int kPausesBeforeSleep = 20'000;

}  // namespace

SecondThread::SecondThread() : thread_([this] { serve(); }) {}

SecondThread::~SecondThread() {
  is_over_ = true;
  ++calls_;
  calls_.notify_one();
  thread_.join();
}

void SecondThread::for_each(std::size_t pieces, const std::function<void(std::size_t)>& work) {
  work_ = &work;
  pieces_ = pieces;
  next_piece_.store(0, std::memory_order_relaxed);
  const std::uint32_t call = calls_.fetch_add(1) + 1;
  calls_.notify_one();
  take_pieces();
  for (int i = 0; served_.load(std::memory_order_acquire) != call; ++i) {
    if (i < kPausesBeforeSleep)
      hwy::Pause();
    else
      std::this_thread::yield();  // the other one may be waiting for this core
  }
}

void SecondThread::take_pieces() {
  for (;;) {
    const std::size_t piece = next_piece_.fetch_add(1, std::memory_order_relaxed);
    if (piece >= pieces_) return;
    (*work_)(piece);
  }
}

std::uint32_t SecondThread::next_call(std::uint32_t last) const {
  for (int i = 0; i < kPausesBeforeSleep; ++i) {
    if (const std::uint32_t call = calls_.load(std::memory_order_acquire); call != last) return call;
    hwy::Pause();
  }
  calls_.wait(last);
  return calls_.load(std::memory_order_acquire);
}

void SecondThread::serve() {
  for (std::uint32_t call = 0;;) {
    call = next_call(call);
    if (is_over_) return;
    take_pieces();
    served_.store(call, std::memory_order_release);
  }
}

}  // namespace chainrule::references
