// A second thread that stays alive, for references that run on two.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>

namespace chainrule::references {

/// Numbered pieces of work, done by the caller and one more thread, which waits for the next call without sleeping at
/// once.
class SecondThread {
 public:
  SecondThread();
  SecondThread(const SecondThread&) = delete;
  SecondThread& operator=(const SecondThread&) = delete;
  ~SecondThread();

  /// Calls work(0), ..., work(pieces - 1), each once, on whichever thread is free; returns when all are done.
  void for_each(std::size_t pieces, const std::function<void(std::size_t)>& work);

 private:
  void serve();
  void take_pieces();
  std::uint32_t next_call(std::uint32_t last) const;

  const std::function<void(std::size_t)>* work_ = nullptr;
  std::size_t pieces_ = 0;
  std::atomic<std::size_t> next_piece_ = 0;
  std::atomic<std::uint32_t> calls_ = 0;
  std::atomic<std::uint32_t> served_ = 0;
  std::atomic<bool> is_over_ = false;
  std::thread thread_;
};

}  // namespace chainrule::references
