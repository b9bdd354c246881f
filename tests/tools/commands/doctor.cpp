#include "../program.hpp"

#include <algorithm>

using namespace testing;

namespace {

nlohmann::json finding(const nlohmann::json& answer, const std::string& kind) {
  for (const auto& each : answer["findings"])
    if (each["kind"] == kind) return each;
  return {};
}

}  // namespace

TEST_CASE("the lecture has no findings") {
  const Run run = run_chainrule({"doctor", "lecture"});
  CHECK(run.status == 0);
  CHECK(run.out.starts_with("no findings"));
  CHECK(ask({"doctor", "lecture"})["findings"].empty());
  CHECK(ask({"doctor", "lecture_m"})["findings"].empty());
}

TEST_CASE("log(-x) and the roots of x - 2 at x = 1 blame the first bad op, with exit status 0") {
  const auto log = finding(ask({"doctor", "--expr", "log(-x)", "--set", "x=1"}), "value-not-finite");
  CHECK(log["op"] == "log");
  CHECK(log["value"] == "nan");
  CHECK(log["inputs"][0]["value"] == -1);
  const auto root = finding(ask({"doctor", "--expr", "sqrt(sqrt(x - 2))", "--set", "x=1"}), "value-not-finite");
  CHECK(root["op"] == "sqrt");
  CHECK(root["node"] != "f");
  CHECK(root["inputs"][0]["value"] == -1);
  CHECK(root["path"][0] == "f");
}

TEST_CASE("the textbook chain at z = 40, y = 0 shows the edge and names the stable op") {
  const std::vector<std::string> arguments{"doctor", "lecture", "--set", "b=40", "--set", "y=0"};
  const auto edge = finding(ask(arguments), "cotangent-not-finite");
  CHECK(edge["node"] == "L");
  CHECK(edge["input"] == "a");
  CHECK(edge["local"] == "inf");
  CHECK(edge["upstream"] == 1);
  CHECK(edge["stable_op"] == "log_loss_with_logit");
  const Run text = run_chainrule(arguments);
  CHECK(text.out.find("da gets the first contribution that is not finite, inf, from L") != std::string::npos);
  CHECK(text.out.find("remedy: Use the op log_loss_with_logit") != std::string::npos);
}

TEST_CASE("over data the example is named") {
  const Folder folder;
  const std::string graph =
      folder.file("g.graph", "input x\nparam w = 1\nL = log(w*x)\nJ = mean_over_examples(L)\nloss J\n");
  const std::string data = folder.file("d.csv", "x\n1\n2\n-3\n");
  const auto found = finding(ask({"doctor", graph, "--data", data}), "value-not-finite");
  CHECK(found["node"] == "L");
  CHECK(found["example"] == 3);
  CHECK(found["count"] == 1);
  CHECK(found["total"] == 3);
  CHECK(run_chainrule({"doctor", graph, "--data", data}).out.find("L of example 3") != std::string::npos);
}

TEST_CASE("every kind of finding has its words and a remedy") {
  const Folder folder;
  const std::string graph = folder.file(
      "g.graph", "param w = 40, v = -1, idle = 1\na = sigmoid(w)\nr = relu(v)\nL = square(a) + square(r)\nloss L\n");
  const auto findings = ask({"doctor", graph})["findings"];
  REQUIRE(findings.size() == 3);
  for (const auto& each : findings) {
    CHECK(!each["message"].get<std::string>().empty());
    CHECK(!each["remedy"].get<std::string>().empty());
  }
  CHECK(findings[0]["kind"] == "closed");
  CHECK(findings[1]["kind"] == "saturated");
  CHECK(findings[2]["kind"] == "unused");
  CHECK(findings[2]["node"] == "idle");
}

TEST_CASE("step and train point to the doctor when a number goes wrong, and only then") {
  const Folder folder;
  const std::string script = folder.file("s", "continue\nquit\n");
  const Run step = run_chainrule({"step", "lecture", "--set", "b=40", "--set", "y=0", "-x", script});
  CHECK(step.err.find("chainrule doctor") != std::string::npos);
  CHECK(run_chainrule({"step", "lecture", "-x", script}).err.empty());
  const std::string data = folder.file("d.csv", "x1,x2,y\n1e308,2,1\n1,1e308,0\n");
  const Run train = run_chainrule({"train", "logistic", "--data", data, "--iterations", "5", "--alpha", "1e308"});
  CHECK(train.err.find("chainrule doctor") != std::string::npos);
}
