#include "../program.hpp"

#include <cmath>
#include <sstream>

using namespace testing;

namespace {

const std::string kBreastCancer = std::string(CHAINRULE_SOURCE_DIR) + "/graphs/data/breast_cancer.csv";

/// Two features and a label that a line separates.
const std::string kSmall = "x1,x2,y\n1,2,1\n0.5,-1,0\n2,1,1\n-1,-2,0\n";

std::vector<double> losses_in(const std::string& history) {
  std::istringstream lines(history);
  std::string line;
  std::getline(lines, line);
  CHECK(line == "iteration,loss");
  std::vector<double> losses;
  while (std::getline(lines, line)) {
    const std::size_t comma = line.find(',');
    CHECK(line.substr(0, comma) == std::to_string(losses.size()));
    losses.push_back(std::stod(line.substr(comma + 1)));
  }
  return losses;
}

/// Training on that table is refused; nothing is written.
void check_data_refused(const std::string& table, const std::string& words, const std::vector<std::string>& more = {}) {
  const Folder folder;
  std::vector<std::string> arguments{"train",     "logistic",       "--data", folder.file("d.csv", table),
                                     "--history", folder / "h.csv", "-o",     folder / "m.json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  check_refused(arguments, words);
  CHECK(folder.files() == 1);
}

}  // namespace

TEST_CASE("training on the breast cancer data follows the known losses") {
  const Folder folder;
  const auto answer = ask({"train", "logistic", "--data", kBreastCancer, "--label", "y", "--standardise", "--optimizer",
                           "gd", "--alpha", "0.1", "--iterations", "4", "--history", folder / "h.csv"});
  const std::vector<double> losses = losses_in(content_of(folder / "h.csv"));
  const std::vector<double> expected{0.69314718055994531, 0.52316028075223075, 0.43584352410822185, 0.38218328922641151,
                                     0.3451829254664180};
  REQUIRE(losses.size() == expected.size());
  for (std::size_t i = 0; i < losses.size(); ++i) CHECK(std::abs(losses[i] - expected[i]) <= 1e-12 * expected[i]);
  CHECK(answer["loss"] == losses.back());
  CHECK(answer["iterations"] == 4);
  CHECK(answer["converged"] == false);
  CHECK(answer["parameters"].size() == 31);
  CHECK(answer["metrics"]["accuracy"].get<double>() > 0.9);
}

TEST_CASE("the outcome is printed for people, progress on standard error") {
  const Folder folder;
  const Run run = run_chainrule({"train", "logistic", "--data", folder.file("d.csv", kSmall), "--iterations", "100"});
  CHECK(run.status == 0);
  CHECK(run.out.find("loss ") == 0);
  CHECK(run.out.find("accuracy    1  (4 of 4 examples)") != std::string::npos);
  CHECK(run.out.find("w1 = ") != std::string::npos);
  CHECK(run.err.find("iteration 100 of 100") != std::string::npos);
}

TEST_CASE("the graph of one example is trained on many") {
  const Folder folder;
  const auto answer = ask({"train", "lecture_m", "--data", folder.file("d.csv", kSmall), "--iterations", "0"});
  CHECK(answer["parameters"]["w1"] == 0.5);
  CHECK(answer["loss"] == ask({"eval", "lecture_m", "--data", folder / "d.csv"})["values"]["J"]);
}

TEST_CASE("any graph with a cost can be trained, tensors and squares too") {
  const Folder folder;
  const std::string graph = folder.file(
      "g.graph", "input x, t\nparam w[2] = [0, 0]\np = sum(w) * x\nJ = mean_over_examples(square(p - t))\nloss J\n");
  const auto answer = ask({"train", graph, "--data", folder.file("d.csv", "x,t\n1,6\n2,12\n"), "--label", "t",
                           "--alpha", "0.1", "--iterations", "200"});
  CHECK(answer["parameters"]["w"][0].get<double>() == doctest::Approx(3));
  CHECK(answer["metrics"].empty());
}

TEST_CASE("the model is written with the scales of its features") {
  const Folder folder;
  const Run run = run_chainrule({"train", "logistic", "--data", folder.file("d.csv", "u,v,y\n1,7,1\n3,7,0\n"),
                                 "--standardise", "-o", folder / "m.json", "--iterations", "1"});
  CHECK(run.status == 0);
  CHECK(run.err.find("\"v\" is constant") != std::string::npos);
  const auto model = nlohmann::json::parse(content_of(folder / "m.json"));
  CHECK(model["graph"] == "logistic");
  CHECK(model["label"] == "y");
  CHECK(model["features"] == nlohmann::json({"u", "v"}));
  CHECK(model["standardised"]["u"]["mean"] == 2);
  CHECK(model["standardised"]["u"]["deviation"] == 1);
  CHECK(model["standardised"]["v"]["deviation"] == 0);
  CHECK(model["parameters"]["w2"] == 0);
}

TEST_CASE("a tolerance stops early, and is a test") {
  const Folder folder;
  const std::string graph =
      folder.file("g.graph", "input x\nparam w = 5\nJ = mean_over_examples(square(w - x))\nloss J\n");
  const std::string data = folder.file("d.csv", "x\n1\n3\n");
  const auto reached = ask({"train", graph, "--data", data, "--alpha", "0.5", "--tolerance", "1e-6"});
  CHECK(reached["converged"] == true);
  CHECK(reached["iterations"] == 1);
  const auto missed = ask({"train", graph, "--data", data, "--iterations", "3", "--tolerance", "1e-6"}, 1);
  CHECK(missed["converged"] == false);
}

TEST_CASE("a loss that is not finite ends the training with status 4, and is printed") {
  const Folder folder;
  const std::string graph =
      folder.file("g.graph", "input x\nparam w = 5\nJ = mean_over_examples(square(w - x))\nloss J\n");
  const Run run =
      run_chainrule({"train", graph, "--data", folder.file("d.csv", "x\n1\n3\n"), "--alpha", "1e200", "--json"});
  CHECK(run.status == 4);
  CHECK(run.err.find("iteration") != std::string::npos);
  CHECK(run.json()["loss"] == "inf");
}

TEST_CASE("a table that does not fit is refused at its place, and nothing is written") {
  check_data_refused("x1,x2,y\n1,2,1\n3,4,2\n", "d.csv:3:5: ");
  check_data_refused("x1,x2,y\n1,2,0.5\n", "d.csv:2:5: ");
  check_data_refused("x1,x2,y\n1,2,nan\n", "d.csv:2:5: ");
  check_data_refused("x1,x2\n1,2\n", "y");
  check_data_refused("x1,x2,y\n1,2,1\n1,red,0\n", "d.csv:3:3: ");
  check_data_refused("x1,x2,y\n1,2,1\n1,2\n", "d.csv:3:");
  check_data_refused("x1,x2,y\n", "no rows");
  check_data_refused("y\n1\n", "besides the label");
  check_data_refused(kSmall, "outcome", {"--label", "outcome"});
}

TEST_CASE("a cost of one example, and one without parameters, are refused") {
  const Folder folder;
  const std::string data = folder.file("d.csv", kSmall);
  check_refused({"train", "lecture", "--data", data}, "mean_over_examples(L)");
  check_refused({"train", folder.file("g.graph", "input x\nJ = mean_over_examples(x)\nloss J\n"), "--data",
                 folder.file("x.csv", "x\n1\n")},
                "no parameter");
}

TEST_CASE("wrong options are refused before anything is read") {
  check_refused({"train", "logistic"}, "--data", 2);
  for (const std::string alpha : {"0", "-1", "nan", "inf", "x"})
    check_refused({"train", "logistic", "--data", "d.csv", "--alpha", alpha}, "--alpha", 2);
  for (const std::string iterations : {"-1", "1.5", "x", "1e3"})
    check_refused({"train", "logistic", "--data", "d.csv", "--iterations", iterations}, "--iterations", 2);
  check_refused({"train", "logistic", "--data", "d.csv", "--optimizer", "adam"}, "--optimizer", 2);
  check_refused({"train", "logistic", "--data", "d.csv", "--tolerance", "-1"}, "--tolerance", 2);
  check_refused({"train", "logistic", "--data", kBreastCancer, "-o", "/no/such/folder/m.json"}, "/no/such/folder");
}
