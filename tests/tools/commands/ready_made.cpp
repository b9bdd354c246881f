#include "../program.hpp"

#include <cmath>

using namespace testing;

namespace {

const std::string kThreeClasses = "u,v,y\n0,0,0\n0.2,0.1,0\n4,0,1\n4.2,0.3,1\n0,4,2\n0.1,4.2,2\n";

}  // namespace

TEST_CASE("softmax and mlp learn classes from a table, and count how many they get right") {
  const Folder folder;
  const std::string data = folder.file("d.csv", kThreeClasses);
  for (const std::string graph : {"softmax", "mlp:8", "mlp:6,5"}) {
    const auto answer = ask({"train", graph, "--data", data, "--standardise", "--iterations", "300"});
    CAPTURE(graph);
    CHECK(answer["loss"].get<double>() < 0.2);
    CHECK(answer["metrics"]["accuracy"] == 1);
  }
}

TEST_CASE("linear finds the line, and its label stays as it is when features are standardised") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "u,t\n1,13\n2,16\n3,19\n");
  const auto answer = ask({"train", "linear", "--data", data, "--label", "t", "--standardise", "--iterations", "200"});
  CHECK(answer["parameters"]["b"].get<double>() == doctest::Approx(16));
  CHECK(answer["parameters"]["w1"].get<double>() == doctest::Approx(3 * std::sqrt(2.0 / 3)));
  CHECK(answer["metrics"].empty());
}

TEST_CASE("a mixture finds two heaps, standardised or not") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "u\n1\n1.2\n0.8\n1.1\n5\n5.2\n4.8\n5.1\n");
  for (const bool standardise : {false, true}) {
    std::vector<std::string> arguments{"train", "gmm:1,2", "--data", data, "--alpha", "0.05", "--iterations", "2000"};
    if (standardise) arguments.emplace_back("--standardise");
    const auto answer = ask(arguments);
    const double low = answer["parameters"]["means"][0][0].get<double>();
    const double high = answer["parameters"]["means"][1][0].get<double>();
    CHECK(low == doctest::Approx(standardise ? -0.997 : 1.025).epsilon(0.05));
    CHECK(high == doctest::Approx(standardise ? 0.997 : 5.025).epsilon(0.05));
  }
}

TEST_CASE("ready-made graphs over columns answer eval and grad too") {
  const Folder folder;
  const std::string data = folder.file("d.csv", kThreeClasses);
  CHECK(ask({"eval", "softmax", "--data", data})["values"]["J"].get<double>() == doctest::Approx(std::log(3.0)));
  CHECK(ask({"grad", "mlp:4", "--data", data})["gradient"]["W1"].size() == 2);
  CHECK(ask({"grad", "gmm:3,2", "--data", data})["gradient"]["icf"][0].size() == 6);
}

TEST_CASE("what does not fit is refused: usage by status 2, data by status 3 and their place") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "u,y\n1,0\n2,0.5\n");
  check_refused({"eval", "mlp:", "--data", data}, "mlp:16,8", 2);
  check_refused({"eval", "gmm:0,3", "--data", data}, "gmm:2,3", 2);
  check_refused({"eval", "mlp:16,x", "--data", data}, "\"x\"", 2);
  check_refused({"eval", "mlp:16"}, "--data", 2);
  check_refused({"train", "softmax", "--data", data}, "d.csv:3:3: ");
  check_refused({"train", "gmm:5,2", "--data", data}, "2 columns");
  check_refused({"train", "linear", "--data", folder.file("w.csv", "w1,y\n1,2\n")}, "w1");
}
