#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/program/data/dataset.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace chainrule {
namespace {

TEST_CASE("a tile has a row per number of an example, and the last tile repeats the last example") {
  Dataset data(20, {{.name = "x", .width = 2}, {.name = "y"}}, 16);
  std::vector<double> x(40), y(20);
  for (std::size_t i = 0; i < 20; ++i) {
    x[2 * i] = static_cast<double>(i);
    x[2 * i + 1] = static_cast<double>(i) + 0.5;
    y[i] = -static_cast<double>(i);
  }
  data.set("x", x);
  data.set("y", y);
  CHECK(data.tiles() == 2);
  CHECK(data.rows() == 3);
  const double* tile = data.data();
  CHECK(reinterpret_cast<std::uintptr_t>(tile) % 64 == 0);
  CHECK(tile[3] == 3);            // x of example 3, first number
  CHECK(tile[16 + 3] == 3.5);     // second number
  CHECK(tile[2 * 16 + 3] == -3);  // y
  const double* last = tile + 3 * 16;
  CHECK(last[3] == 19);
  CHECK(last[15] == 19);
}

TEST_CASE("rows may stand apart") {
  Dataset data(3, {{.name = "b"}}, 16);
  const std::vector<double> table{1, 2, 3, 4, 5, 6, 7, 8, 9};
  data.set("b", std::span(table).subspan(1), 3);
  CHECK(data.data()[0] == 2);
  CHECK(data.data()[1] == 5);
  CHECK(data.data()[2] == 8);
}

TEST_CASE("a data set refuses what does not fit") {
  using Features = std::vector<Dataset::Feature>;
  CHECK_THROWS_AS(Dataset(0, Features{{.name = "x"}}), GraphError);
  CHECK_THROWS_AS(Dataset(3, Features{{.name = "x"}}, 17), GraphError);
  CHECK_THROWS_AS(Dataset(3, Features{{.name = "x"}, {.name = "x"}}), GraphError);
  Dataset data(3, {{.name = "x", .width = 2}});
  CHECK_THROWS_AS(data.set("y", std::vector<double>(6)), GraphError);
  CHECK_THROWS_AS(data.set("x", std::vector<double>(5)), ShapeError);
}

}  // namespace
}  // namespace chainrule
