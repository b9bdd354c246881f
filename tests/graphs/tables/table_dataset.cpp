#include <chainrule/graphs/tables/table_dataset.hpp>

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/graphs/logistic.hpp>

#include <doctest/doctest.h>

#include <array>

using namespace chainrule;

namespace {

const char* const kText = "x1,x2,y\n1,2,1\n0.5,-1,0\n-2,0.25,1\n";

}  // namespace

TEST_CASE("each column of a table is a feature of its name") {
  const Dataset data = to_dataset<double>(parse_csv(kText, "t.csv"));
  CHECK(data.examples() == 3);
  CHECK(data.rows() == 3);
  const double* const x2 = data.data() + data.find("x2")->row * data.tile_size();
  CHECK(x2[0] == 2);
  CHECK(x2[2] == 0.25);
  CHECK(x2[data.tile_size() - 1] == 0.25);
}

TEST_CASE("columns may be joined to a vector, which a program takes as it lies") {
  const Table table = parse_csv(kText, "t.csv");
  const std::array vectors{VectorFeature{.name = "x", .columns = {"x1", "x2"}}};
  Graph graph;
  const LogisticRegression model = logistic_regression(graph, 2);
  Gradient d = gradient(model.J);
  const Program program = compile({{"J", model.J}, {"dw", d.of(model.w)}});
  const Dataset data = to_dataset<double>(table, vectors, 16);
  Run run(program, {.examples = table.rows(), .block_size = 16});
  run.bind(data);
  run.set("w", std::array{0.5, -0.25});
  run.set("b", 0.1);
  run();
  const std::vector<double> rows{1, 2, 0.5, -1, -2, 0.25};
  Run by_rows(program, {.examples = table.rows(), .block_size = 16});
  by_rows.bind("x", rows);
  by_rows.bind("y", table.column("y"));
  by_rows.set("w", std::array{0.5, -0.25});
  by_rows.set("b", 0.1);
  by_rows();
  CHECK(run["J"][0] == by_rows["J"][0]);
  CHECK(run["dw"][1] == by_rows["dw"][1]);
}

TEST_CASE("a table that is no data set is refused") {
  CHECK_THROWS_AS(to_dataset<double>(parse_csv("x,y\n1,a\n", "t.csv")), InputError);
  const std::array vectors{VectorFeature{.name = "x", .columns = {"x1", "x3"}}};
  CHECK_THROWS_AS(to_dataset<double>(parse_csv(kText, "t.csv"), vectors), InputError);
  CHECK_THROWS_AS(to_dataset<float>(Table{.file = "none", .names = {"x"}, .columns = {{}}, .lines = {}, .source = {}}),
                  InputError);
}
