// Numbered pieces of work that several threads take one after another.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <limits>
#include <mutex>
#include <utility>

namespace chainrule {

/// Pieces are handed out in ascending order. So when one has failed, all lower ones have been taken and will be done:
/// the lowest that fails is the same however many threads there are.
class Pieces {
 public:
  using Call = void (*)(void* work, std::size_t worker, std::size_t piece);

  void begin(std::size_t count, Call call, void* work) {
    count_ = count;
    call_ = call;
    work_ = work;
    failed_ = std::numeric_limits<std::size_t>::max();
    next_.store(0, std::memory_order_release);
  }

  /// Does pieces as long as there are any.
  void take(std::size_t worker) {
    for (std::size_t piece = take_one(); piece < count_; piece = take_one()) {
      try {
        call_(work_, worker, piece);
      } catch (...) {
        keep_failure(piece);
      }
    }
  }

  /// When all threads are done.
  void finish() {
    if (failure_ != nullptr) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  std::size_t take_one() { return next_.fetch_add(1, std::memory_order_acq_rel); }

  void keep_failure(std::size_t piece) {
    const std::lock_guard lock(mutex_);
    if (piece < failed_) {
      failed_ = piece;
      failure_ = std::current_exception();
    }
    next_.store(count_, std::memory_order_release);
  }

  std::atomic<std::size_t> next_ = 0;
  std::size_t count_ = 0;
  Call call_ = nullptr;
  void* work_ = nullptr;
  std::mutex mutex_;
  std::size_t failed_ = 0;
  std::exception_ptr failure_;
};

}  // namespace chainrule
