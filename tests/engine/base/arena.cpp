#include <chainrule/engine/base/arena.hpp>
#include <chainrule/engine/base/sequence.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace chainrule;

namespace {

bool is_aligned(const void* address, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(address) % alignment == 0;
}

}  // namespace

TEST_CASE("an arena aligns every allocation as asked") {
  Arena arena(256);
  for (std::size_t alignment = 1; alignment <= 4096; alignment *= 2) {
    arena.allocate_bytes(1, 1);
    CHECK(is_aligned(arena.allocate_bytes(10, alignment), alignment));
  }
}

TEST_CASE("a reset arena hands out the same memory again and asks for none") {
  Arena arena(1024);
  std::vector<void*> first;
  for (int i = 0; i < 100; ++i) first.push_back(arena.allocate_bytes(100, 8));
  const std::size_t blocks = arena.statistics().blocks;
  arena.reset();
  CHECK(arena.statistics().bytes == 0);
  for (int i = 0; i < 100; ++i) CHECK(arena.allocate_bytes(100, 8) == first[static_cast<std::size_t>(i)]);
  CHECK(arena.statistics().blocks == blocks);
}

TEST_CASE("rewinding gives back what was allocated after the mark, across blocks") {
  Arena arena(256);
  arena.allocate_bytes(100, 8);
  const Arena::Mark mark = arena.mark();
  const std::size_t before = arena.statistics().bytes;
  void* next = arena.allocate_bytes(64, 8);
  for (int i = 0; i < 50; ++i) arena.allocate_bytes(200, 8);
  arena.rewind(mark);
  CHECK(arena.statistics().bytes == before);
  CHECK(arena.allocate_bytes(64, 8) == next);
}

TEST_CASE("a mark of an empty arena rewinds to the start") {
  Arena arena;
  const Arena::Mark mark = arena.mark();
  void* first = arena.allocate_bytes(8, 8);
  arena.rewind(mark);
  CHECK(arena.allocate_bytes(8, 8) == first);
}

TEST_CASE("statistics tell bytes in use, the most ever in use, and blocks") {
  Arena arena(256);
  CHECK(arena.statistics().blocks == 0);
  arena.allocate_bytes(200, 8);
  CHECK(arena.statistics().bytes == 200);
  arena.allocate_bytes(5000, 8);
  CHECK(arena.statistics().blocks == 2);
  CHECK(arena.statistics().bytes == 5200);
  arena.reset();
  CHECK(arena.statistics().high_water == 5200);
  CHECK(arena.statistics().reserved >= 5256);
}

TEST_CASE("an arena serves standard containers") {
  Arena arena;
  std::pmr::vector<int> numbers(&arena);
  for (int i = 0; i < 1000; ++i) numbers.push_back(i);
  CHECK(numbers[999] == 999);
  CHECK(arena.statistics().bytes >= 1000 * sizeof(int));
}

TEST_CASE("an impossible request is bad_alloc, not a wrapped-around size") {
  Arena arena;
  CHECK_THROWS_AS(arena.allocate_bytes(SIZE_MAX - 8, 64), std::bad_alloc);
  CHECK_THROWS_AS(arena.allocate_array<double>(SIZE_MAX / 4), std::bad_alloc);
  CHECK(arena.allocate_bytes(16, 8) != nullptr);
}

TEST_CASE("elements of a sequence stay where they are and are found by number") {
  Arena arena;
  Sequence<std::uint64_t> list(arena);
  const std::uint64_t* first = &list.push_back(0);
  for (std::uint64_t i = 1; i < 10000; ++i) list.push_back(i * i);
  CHECK(list.size() == 10000);
  CHECK(&list[0] == first);
  for (std::uint64_t i = 0; i < 10000; ++i) {
    REQUIRE(list[i] == i * i);
    REQUIRE(list.recent(i) == i * i);
  }
}

TEST_CASE("a sequence is walked in runs, forward and backward, over any range") {
  Arena arena;
  Sequence<std::uint32_t> list(arena);
  for (std::uint32_t i = 0; i < 1000; ++i) list.push_back(i);
  std::vector<std::uint32_t> seen;
  for (std::size_t next = 10; next < 900;) {
    const auto run = list.run_from(next, 900);
    REQUIRE(run.first == next);
    for (std::size_t i = 0; i < run.count; ++i) REQUIRE(run.elements[i] == run.first + i);
    seen.insert(seen.end(), run.elements, run.elements + run.count);
    next += run.count;
  }
  CHECK(seen.size() == 890);
  CHECK(seen.front() == 10);
  std::uint32_t expected = 900;
  for (std::size_t stop = 900; stop > 10;) {
    const auto run = list.run_before(10, stop);
    for (std::size_t i = run.count; i-- > 0;) REQUIRE(run.elements[i] == --expected);
    REQUIRE(run.first == expected);
    stop = run.first;
  }
  CHECK(expected == 10);
}
