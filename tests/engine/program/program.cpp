#include "../../support/bits.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/program/data/dataset.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/graphs/mlp.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <ctime>
#include <limits>
#include <string>
#include <thread>

namespace chainrule {
namespace {

using List = std::vector<double>;

List list(std::span<const double> numbers) { return {numbers.begin(), numbers.end()}; }

/// Examples for the lecture's graph: what they are does not matter, only that they differ.
struct Examples {
  explicit Examples(std::size_t m) {
    for (std::size_t i = 0; i < m; ++i) {
      x1.push_back(std::sin(static_cast<double>(i)));
      x2.push_back(std::cos(3 * static_cast<double>(i)));
      y.push_back(i % 3 == 0 ? 1 : 0);
    }
  }
  List x1, x2, y;
};

struct LectureProgram {
  LectureProgram() : l(lecture_m(graph)), program(made()) {}

  Program made() {
    Gradient d = gradient(l.J);
    return compile(
        {{"J", d.value()}, {"L", l.one.L}, {"dw1", d.of(l.one.w1)}, {"dw2", d.of(l.one.w2)}, {"db", d.of(l.one.b)}});
  }
  Run run_over(const Examples& examples, std::size_t threads = 1, std::size_t block_size = 0) const {
    Run run(program, {.examples = examples.y.size(), .threads = threads, .block_size = block_size});
    run.bind("x1", examples.x1);
    run.bind("x2", examples.x2);
    run.bind("y", examples.y);
    return run;
  }

  Graph graph;
  LectureOfMany l;
  Program program;
};

TEST_CASE("the program of the lecture's graph gives the lecture's numbers") {
  const LectureProgram lecture;
  Run run(lecture.program);
  run();
  CHECK(run.value("J") == doctest::Approx(0.6443966600735709).epsilon(1e-15));
  CHECK(run.value("dw1") == doctest::Approx(-0.47502081252106).epsilon(1e-14));
  CHECK(run.value("dw2") == doctest::Approx(-0.95004162504212).epsilon(1e-14));
  CHECK(run.value("db") == doctest::Approx(-0.47502081252106).epsilon(1e-14));
}

TEST_CASE("a program over many examples agrees with the sweep, and its outputs per example are listed") {
  LectureProgram lecture;
  const Examples examples(1000);
  Run run = lecture.run_over(examples);
  run();
  Sweep sweep(lecture.graph, 1000);
  sweep.bind(lecture.l.one.x1, examples.x1);
  sweep.bind(lecture.l.one.x2, examples.x2);
  sweep.bind(lecture.l.one.y, examples.y);
  sweep.backward(lecture.l.J);
  CHECK(run.value("J") == doctest::Approx(sweep.value(lecture.l.J)).epsilon(1e-14));
  CHECK(run.value("dw1") == doctest::Approx(sweep.cotangent(lecture.l.one.w1)).epsilon(1e-13));
  REQUIRE(run["L"].size() == 1000);
  for (std::size_t i = 0; i < 1000; ++i)
    CHECK(run["L"][i] == doctest::Approx(sweep.values(lecture.l.one.L)[i]).epsilon(1e-13));
}

TEST_CASE("what is set holds for the next run, and until then values are stale") {
  const LectureProgram lecture;
  Run run(lecture.program);
  CHECK_THROWS_AS(run.value("J"), StaleValue);
  run();
  const double before = run.value("J");
  run.set("w1", 2);
  CHECK_THROWS_AS(run.value("J"), StaleValue);
  run();
  CHECK(run.value("J") < before);
  run.set("w1", 0.5);
  run();
  CHECK(run.value("J") == before);
}

TEST_CASE("misuse is named") {
  LectureProgram lecture;
  Run run(lecture.program);
  CHECK_THROWS_WITH_AS(run.set("w7", 1), doctest::Contains("w7"), GraphError);
  CHECK_THROWS_WITH_AS(run.set("w1", List{1, 2}), doctest::Contains("w1 of shape [] takes 1 numbers, not 2"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(run.bind("w1", List{1}), doctest::Contains("only inputs are bound"), GraphError);
  CHECK_THROWS_WITH_AS(run.value("dw3"), doctest::Contains("dw3"), GraphError);
  CHECK_THROWS_AS(Run(lecture.program, {.examples = 0}), GraphError);
  CHECK_THROWS_AS(Run(lecture.program, {.examples = 9, .block_size = 10}), GraphError);
  CHECK_THROWS_AS(compile({{"1", Expr(1)}}), GraphError);
  CHECK_THROWS_WITH_AS(compile({{"z", lecture.l.one.z}, {"z", lecture.l.one.a}}), doctest::Contains("two outputs"),
                       GraphError);
  Graph other;
  CHECK_THROWS_AS(compile({{"z", lecture.l.one.z}, {"p", other.parameter("p", 1)}}), GraphError);
  const Expr p = other.parameter("q");
  const Program empty = compile({{"f", p * 2}});
  Run without(empty);
  CHECK_THROWS_WITH_AS(without(), doctest::Contains("q has no value"), GraphError);
}

TEST_CASE("a program needs its graph no longer") {
  std::optional<LectureProgram> lecture(std::in_place);
  const Program program = std::move(lecture->program);
  lecture.reset();
  Run run(program);
  run();
  CHECK(run.value("J") == doctest::Approx(0.6443966600735709));
}

TEST_CASE("a value that is known after all blocks sends the program over them again") {
  Graph graph;
  const Expr x = graph.input("x"), w = graph.parameter("w", 0.5);
  const Expr J = square(mean_over_examples(tanh(w * x)));
  Gradient d = gradient(J);
  const Program program = compile({{"J", d.value()}, {"dw", d.of(w)}});
  CHECK(program.describe(100).find("computed again") != std::string::npos);
  const Examples examples(100);
  Run run(program, {.examples = 100});
  run.bind("x", examples.x1);
  run();
  Sweep sweep(graph, 100);
  sweep.bind(x, examples.x1);
  sweep.backward(J);
  CHECK(run.value("dw") == doctest::Approx(sweep.cotangent(w)).epsilon(1e-13));
}

TEST_CASE("padding never contributes") {
  Graph graph;
  const Expr x = graph.input("x"), w = graph.parameter("w", 1);
  const Expr J = sum_over_examples(w * x);
  const Program program = compile({{"J", J}, {"dw", gradient(J).of(w)}});
  for (const std::size_t m : {2U, 15U, 16U, 17U, 129U}) {
    Run run(program, {.examples = m});
    const List ones(m, 1);
    run.bind("x", ones);
    run();
    CHECK(run.value("J") == static_cast<double>(m));
    CHECK(run.value("dw") == static_cast<double>(m));
  }
}

TEST_CASE("NaN and infinity stay with their example, but for sums") {
  const LectureProgram lecture;
  Examples examples(40);
  examples.x1[7] = std::numeric_limits<double>::quiet_NaN();
  examples.x2[21] = std::numeric_limits<double>::infinity();
  Run run = lecture.run_over(examples);
  run();
  for (std::size_t i = 0; i < 40; ++i) CHECK(std::isfinite(run["L"][i]) == (i != 7 && i != 21));
  CHECK(std::isnan(run.value("J")));
}

TEST_CASE("a wrong class names its node and its example") {
  Graph graph;
  const std::vector<std::int64_t> sizes{3, 2};
  const Mlp model = mlp(graph, sizes);
  const Program program = compile({{"J", model.J}});
  Run run(program, {.examples = 50});
  const List x(150, 0.5);
  List y(50, 1);
  y[41] = 2;
  run.bind("x", x);
  run.bind("y", y);
  CHECK_THROWS_WITH_AS(run(), doctest::Contains("(example 42)"), InputError);
}

TEST_CASE("tiles, columns and rows give the same bits") {
  const LectureProgram lecture;
  const Examples examples(333);
  Run columns = lecture.run_over(examples, 1, 64);
  columns();
  Dataset data(333, {{.name = "x1"}, {.name = "y"}, {.name = "x2"}});
  data.set("x1", examples.x1);
  data.set("x2", examples.x2);
  data.set("y", examples.y);
  Run tiles(lecture.program, {.examples = 333, .block_size = 64});
  tiles.bind(data);
  tiles();
  for (const char* name : {"J", "L", "dw1", "dw2", "db"}) CHECK(testing::same_bits(columns[name], tiles[name]));
  CHECK_THROWS_AS(Run(lecture.program, {.examples = 333, .block_size = 16}).bind(data), ShapeError);
  CHECK_THROWS_AS(Run(lecture.program, {.examples = 332, .block_size = 64}).bind(data), ShapeError);
}

TEST_CASE("a program's description lists instructions, slots, bytes and work") {
  const LectureProgram lecture;
  const std::string text = lecture.program.describe(1000);
  for (const char* part : {"for each block of", "sum of products", "value and partials", "sums over examples", "bytes",
                           "operations", "shared memory", "w1*x1 + w2*x2 + b"})
    CHECK_MESSAGE(text.find(part) != std::string::npos, part, "\n", text);
}

TEST_SUITE("threads") {
  TEST_CASE("results are the same bits on any number of threads, on every repeat, after any other run") {
    const LectureProgram lecture;
    const Examples examples(20'011);
    Run first = lecture.run_over(examples, 1, 16);
    first();
    for (const std::size_t threads : {1U, 2U, 8U, 16U}) {
      Run run = lecture.run_over(examples, threads, 16);
      run.set("b", 7);
      run();
      run.set("b", 0.1);
      for (int repeat = 0; repeat < 3; ++repeat) {
        run();
        for (const char* name : {"J", "L", "dw1", "dw2", "db"}) CHECK(testing::same_bits(first[name], run[name]));
      }
    }
  }

  TEST_CASE("one program runs in sixteen threads at once, each with its own workspace") {
    const LectureProgram lecture;
    const Examples examples(500);
    std::vector<List> results(16);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 16; ++i)
      threads.emplace_back([&, i] {
        Run run = lecture.run_over(examples);
        run.set("b", static_cast<double>(i));
        run();
        results[i] = list(run["dw1"]);
      });
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < 16; ++i) {
      Run run = lecture.run_over(examples);
      run.set("b", static_cast<double>(i));
      run();
      CHECK(testing::same_bits(results[i], run["dw1"]));
    }
  }
}

TEST_CASE("a program of 100,000 parameters and outputs is compiled in time that grows with their number") {
  Graph graph;
  std::vector<Output> outputs;
  for (int i = 0; i < 100'000; ++i) {
    const Expr leaf = graph.parameter("p" + std::to_string(i), i);
    outputs.push_back({"d" + std::to_string(i), leaf + 1});
  }
  const std::clock_t start = std::clock();
  const Program program = compile(outputs);
  CHECK(static_cast<double>(std::clock() - start) < 4.0 * CLOCKS_PER_SEC);
  CHECK(program.leaf("p99999") == 99'999);
  CHECK(program.output("d5") == 5);
  CHECK(program.leaves()[7].names == std::vector<std::string>{"p7"});
}

}  // namespace
}  // namespace chainrule
