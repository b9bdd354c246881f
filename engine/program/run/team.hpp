// Several threads that share out numbered pieces of work.
#pragma once

#include <cstddef>
#include <memory>

namespace chainrule::program {

/// Which thread does which piece is left to chance; so pieces must not depend on it.
class Team {
 public:
  explicit Team(std::size_t threads);
  Team(Team&&) noexcept;
  Team& operator=(Team&&) noexcept;
  ~Team();

  std::size_t threads() const { return threads_; }

  /// Calls work(worker, piece) once for each piece below `pieces`; worker is below threads(), and no two calls at the
  /// same time have one worker. The first exception is passed on.
  template <class Work> void run(std::size_t pieces, Work& work) {
    if (threads_ == 1) {
      for (std::size_t piece = 0; piece < pieces; ++piece) work(std::size_t{0}, piece);
      return;
    }
    run_erased(
        pieces,
        [](void* erased, std::size_t worker, std::size_t piece) { (*static_cast<Work*>(erased))(worker, piece); },
        &work);
  }

 private:
  struct Threads;
  void run_erased(std::size_t pieces, void (*call)(void*, std::size_t, std::size_t), void* work);

  std::size_t threads_;
  std::unique_ptr<Threads> arena_;
};

}  // namespace chainrule::program
