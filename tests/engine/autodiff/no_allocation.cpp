// Counts operator new over the hot loop. The replacement serves this whole test program and is otherwise the usual one.
#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/graphs/lecture.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

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

/// How often operator new is called in `rounds` runs of the lecture's program over m examples.
static std::size_t allocations_of_program(std::size_t examples, std::size_t threads, int rounds) {
  Graph graph;
  const LectureOfMany l = lecture_m(graph);
  Gradient derivative = gradient(l.J);
  const Program program = compile({{"J", derivative.value()}, {"dw1", derivative.of(l.one.w1)}});
  const std::vector<double> x(examples, 0.5), y(examples, 1);
  Run run(program, {.examples = examples, .threads = threads, .block_size = examples > 1 ? 16U : 0U});
  run.bind("x1", x);
  run.bind("x2", x);
  run.bind("y", y);
  const std::size_t w1 = program.leaf("w1"), dw1 = program.output("dw1");
  double weight = 0.5;
  const auto round = [&] {
    run.set(w1, weight);
    run();
    weight -= 0.1 * run.values(dw1)[0];
  };
  for (int i = 0; i < 100; ++i) round();  // the threads come
  const std::size_t before = allocations;
  for (int i = 0; i < rounds; ++i) round();
  return allocations - before;
}

TEST_CASE("100,000 runs of a program allocate nothing") {
  CHECK(allocations_of_program(1, 1, 100'000) == 0);
  CHECK(allocations_of_program(40, 1, 100'000) == 0);
}

TEST_SUITE("threads") {
  TEST_CASE("10,000 runs of a program on two threads allocate nothing") {
    CHECK(allocations_of_program(1000, 2, 10'000) == 0);
  }
}
