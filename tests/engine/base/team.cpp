#include <chainrule/engine/base/team.hpp>
#include <chainrule/engine/providers/tbb_team.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

using namespace chainrule;

namespace {

struct Provider {
  const char* name;
  MakeTeam make;
};
constexpr Provider kProviders[] = {{"std::thread", thread_team}, {"oneTBB", tbb_team}};

}  // namespace

TEST_CASE("a team does each piece once, and no two at a time as one worker" * doctest::test_suite("threads")) {
  for (const Provider& provider : kProviders)
    for (const std::size_t threads : {1U, 2U, 5U}) {
      CAPTURE(provider.name);
      CAPTURE(threads);
      const auto team = provider.make(threads);
      CHECK(team->threads() == threads);
      for (const std::size_t pieces : {0U, 1U, 3U, 1000U}) {
        std::vector<int> done(pieces, 0);
        std::vector<int> busy(threads, 0);  // plain numbers: the thread sanitizer would see two at a time
        bool alone = true;
        auto work = [&](std::size_t worker, std::size_t piece) {
          if (++busy.at(worker) != 1) alone = false;
          ++done[piece];
          --busy[worker];
        };
        for (int round = 1; round <= 20; ++round) {
          team->run(pieces, work);
          CHECK(done == std::vector<int>(pieces, round));
        }
        CHECK(alone);
      }
    }
}

TEST_CASE("the lowest piece that fails is told, however many threads there are" * doctest::test_suite("threads")) {
  for (const Provider& provider : kProviders)
    for (const std::size_t threads : {1U, 2U, 4U}) {
      CAPTURE(provider.name);
      const auto team = provider.make(threads);
      std::atomic<int> begun = 0;
      auto work = [&](std::size_t, std::size_t piece) {
        ++begun;
        if (piece >= 17) throw std::runtime_error(std::to_string(piece));
      };
      for (int round = 0; round < 50; ++round) CHECK_THROWS_WITH_AS(team->run(1000, work), "17", std::runtime_error);
      CHECK(begun < 50 * 100);
      auto nothing = [](std::size_t, std::size_t) {};
      CHECK_NOTHROW(team->run(3, nothing));
    }
}
