// Counts operator new over the hot loop. The replacement serves this whole test program and is otherwise the usual one.
#include <chainrule/engine/sweep.hpp>
#include <chainrule/graphs/lecture.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> allocations = 0;

}  // namespace

void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

void* operator new(std::size_t bytes, std::align_val_t alignment) {
  ++allocations;
  const auto step = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(step, (bytes + step - 1) / step * step)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

using namespace chainrule;

TEST_CASE("100,000 rounds of forward, backward and update allocate nothing") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  std::array<double, 3> parameters{0.5, -0.25, 0.1};
  const std::array<Expr, 3> nodes{l.w1, l.w2, l.b};
  const auto round = [&] {
    sweep.forward();
    sweep.backward(l.L);
    for (std::size_t i = 0; i < 3; ++i) parameters[i] -= 0.1 * sweep.cotangent(nodes[i]);
    for (std::size_t i = 0; i < 3; ++i) sweep.set(nodes[i], parameters[i]);
  };
  round();
  const std::size_t before = allocations;
  CHECK(before > 0);  // the counter counts
  for (int i = 0; i < 100'000; ++i) round();
  CHECK(allocations == before);
  sweep.forward();
  CHECK(sweep.value(l.L) < 0.01);
}
