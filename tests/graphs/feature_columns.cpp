#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/graphs/feature_columns.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace chainrule;

namespace {

Table table(const std::string& text) { return parse_csv(text, "d.csv"); }

std::string refusal(const std::string& text) {
  try {
    class_count(table(text), "y");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("features are all columns but the label's, in their order") {
  CHECK(feature_columns(table("b,y,a\n1,2,3\n"), "y") == std::vector<std::string>{"b", "a"});
  CHECK_THROWS_AS(feature_columns(table("a,b\n1,2\n"), "y"), InputError);
  CHECK_THROWS_AS(feature_columns(table("y\n1\n"), "y"), InputError);
}

TEST_CASE("the feature vector holds one number of each input") {
  Graph graph;
  const std::vector<std::string> names{"u", "v"};
  const Expr x = feature_vector(graph, names);
  Sweep sweep(graph, 2);
  sweep.bind(graph.at("u"), std::vector<double>{1, 2});
  sweep.bind(graph.at("v"), std::vector<double>{10, 20});
  sweep.forward();
  CHECK(std::ranges::equal(sweep.values(x), std::vector<double>{1, 10, 2, 20}));
}

TEST_CASE("classes are counted from the labels, which must be whole numbers") {
  CHECK(class_count(table("x,y\n1,0\n1,4\n1,2\n"), "y") == 5);
  CHECK(refusal("x,y\n1,0\n1,1.5\n").starts_with("d.csv:3:3: the label \"y\" of example 2 is 1.5"));
  CHECK(refusal("x,y\n1,-1\n").starts_with("d.csv:2:3: "));
  CHECK(refusal("x,y\n1,nan\n").starts_with("d.csv:2:3: "));
  CHECK(refusal("x,y\n1,1e9\n").starts_with("d.csv:2:3: "));
  CHECK(refusal("x,y\n1,0\n1,0\n").find("no classes") != std::string::npos);
}

TEST_CASE("a mixture begins at examples of the table, with the columns' own deviation") {
  const Table data = table("u,v\n0,5\n2,5\n4,5\n6,5\n");
  const MixtureStart start = mixture_start(data, 2, false);
  CHECK(start.means == std::vector<double>{0, 5, 4, 5});
  CHECK(start.icf.size() == 6);
  CHECK(start.icf[0] == doctest::Approx(-std::log(std::sqrt(5.0))));
  CHECK(start.icf[1] == 0);
  const MixtureStart standard = mixture_start(data, 2, true);
  CHECK(standard.means[2] == doctest::Approx(1 / std::sqrt(5.0)));
  CHECK(standard.icf[0] == 0);
  CHECK_THROWS_AS(mixture_start(table("u\n1\ninf\n"), 1, false), InputError);
}
