// Several threads that share out numbered pieces of work: what a run is handed, whoever provides the threads.
#pragma once

#include <cstddef>
#include <memory>

namespace chainrule {

/// Which thread does which piece is left to chance; so pieces must not depend on it.
class Team {
 public:
  Team() = default;
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  virtual ~Team() = default;

  virtual std::size_t threads() const = 0;

  /// Calls work(worker, piece) once for each piece below `pieces`; worker is below threads(), and no two calls at the
  /// same time have one worker. After an exception no more pieces are begun, and the one of the lowest piece is passed
  /// on.
  template <class Work> void run(std::size_t pieces, Work& work) {
    run_erased(
        pieces,
        [](void* erased, std::size_t worker, std::size_t piece) { (*static_cast<Work*>(erased))(worker, piece); },
        &work);
  }

 protected:
  using Call = void (*)(void* work, std::size_t worker, std::size_t piece);
  virtual void run_erased(std::size_t pieces, Call call, void* work) = 0;
};

/// Makes a team of so many threads, the calling one included.
using MakeTeam = std::unique_ptr<Team> (*)(std::size_t threads);

/// A team of std::thread.
std::unique_ptr<Team> thread_team(std::size_t threads);

}  // namespace chainrule
