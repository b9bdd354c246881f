#include "../program.hpp"

#include <chainrule/graphs/ready_made.hpp>

#include <algorithm>
#include <cmath>

using namespace testing;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

bool is_near(const nlohmann::json& number, double expected) {
  return number.is_number() && std::abs(number.get<double>() - expected) <= 1e-14 * std::abs(expected);
}

/// All numbers of a tensor, one after another.
std::vector<double> numbers_in(const nlohmann::json& tensor) {
  std::vector<double> numbers;
  const nlohmann::json flat = tensor.flatten();
  for (const auto& item : flat.items()) numbers.push_back(item.value().get<double>());
  return numbers;
}

}  // namespace

TEST_CASE("the whole trace has the lecture's fifteen steps, each with all its fields") {
  const auto steps = ask({"step", "lecture"})["steps"];
  REQUIRE(steps.size() == 15);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    CHECK(steps[i]["index"] == i + 1);
    for (const std::string key : {"phase", "node", "input", "operand", "formula", "reads", "value", "local", "upstream",
                                  "contribution", "before", "after", "seen", "total"})
      CHECK(steps[i].contains(key));
  }
  const auto& forward = steps[4];
  CHECK(forward["phase"] == "forward");
  CHECK(forward["node"] == "a");
  CHECK(forward["formula"] == "σ(z)");
  CHECK(is_near(forward["value"], 0.52497918747894));
  CHECK(forward["local"].is_null());
  CHECK(steps[6]["phase"] == "seed");
  CHECK(steps[6]["after"] == 1);
  const auto& backward = steps[8];
  CHECK(backward["phase"] == "backward");
  CHECK(backward["node"] == "a");
  CHECK(backward["input"] == "z");
  CHECK(backward["operand"] == 0);
  CHECK(backward["formula"] == "a(1 - a)");
  REQUIRE(backward["reads"].size() == 1);
  CHECK(backward["reads"][0]["node"] == "a");
  CHECK(is_near(backward["reads"][0]["value"], 0.52497918747894));
  CHECK(is_near(backward["local"], 0.249376040192892));
  CHECK(is_near(backward["upstream"], -1.9048374180359595));
  CHECK(is_near(backward["contribution"], -0.47502081252106));
  CHECK(backward["before"] == 0);
  CHECK(is_near(backward["after"], -0.47502081252106));
  CHECK(backward["seen"] == 1);
  CHECK(backward["total"] == 1);
}

TEST_CASE("the contributions of the trace add up to the gradient, on every ready-made graph and on tensors") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "x1,x2,y\n1,2,1\n0.5,-1,0\n-2,0.25,1\n");
  std::vector<std::vector<std::string>> graphs{
      {folder.file("shared.graph", "param w = 2\na = w*w\nb = a*w + a\nL = a*b\nloss L\n")},
      {folder.file("layers.graph",
                   "input x[2] = [1, -0.5], y = 1\nparam W[2,3] = [[.1,-.2,.3],[.4,.5,-.6]], b[3] = [.1,.2,.3]\n"
                   "param V[3,2] = [[.1,.2],[-.3,.4],[.5,.6]]\nh = tanh(x @ W + b)\no = h @ V\n"
                   "L = cross_entropy(o, y) + 0.1*sum(h*h) + mean(W)\nloss L\n")}};
  for (const chainrule::ReadyMade& each : chainrule::ready_made_graphs()) {
    std::string name(each.name);
    for (std::size_t i = 0; !each.numbers.empty() && i < std::max<std::size_t>(each.count, 1); ++i)
      name += i == 0 ? ":3" : ",2";  // mlp:3, gmm:3,2
    graphs.push_back({name});
    if (each.takes_columns || each.name == "lecture_m") graphs.back().insert(graphs.back().end(), {"--data", data});
  }
  for (const std::vector<std::string>& graph : graphs) {
    CAPTURE(graph[0]);
    const auto with = [&](const std::vector<std::string>& before, const std::vector<std::string>& after) {
      std::vector<std::string> all(before);
      all.insert(all.end(), graph.begin(), graph.end());
      all.insert(all.end(), after.begin(), after.end());
      return all;
    };
    const auto steps = ask(with({"step"}, {}))["steps"];
    for (const std::string mode : {"sweep", "reverse"}) {
      const nlohmann::json gradients = ask(with({"grad"}, {"--mode", mode}))["gradient"];
      for (const auto& gradient : gradients.items()) {
        const std::string name = gradient.key();
        const std::vector<double> expected = numbers_in(gradient.value());
        std::vector<double> sum(expected.size(), -0.0);
        for (const auto& step : steps) {
          if (step["input"] != name) continue;
          const std::vector<double> share = numbers_in(step["contribution"]);
          REQUIRE(share.size() == sum.size());
          for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += share[i];
        }
        CAPTURE(name);
        for (std::size_t i = 0; i < sum.size(); ++i)
          CHECK(std::abs(sum[i] - expected[i]) <= (mode == "sweep" ? 0 : 1e-12 * std::abs(expected[i])));
      }
    }
  }
}

TEST_CASE("with data the steps list the examples") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "x1,x2,y\n1,2,1\n0.5,-1,0\n");
  const auto steps = ask({"step", "lecture_m", "--data", data})["steps"];
  for (const auto& step : steps) {
    if (step["phase"] == "forward" && step["node"] == "z") CHECK(step["value"].size() == 2);
    if (step["input"] == "w1") CHECK(step["contribution"].is_number());
    if (step["input"] == "a") CHECK(step["local"].size() == 2);
  }
}

TEST_CASE("a trace that is not finite is printed in full all the same") {
  const auto steps =
      ask({"step", "lecture", "--set", "w1=0", "--set", "w2=0", "--set", "b=40", "--set", "y=0"}, 4)["steps"];
  CHECK(steps.size() == 15);
}

TEST_CASE("a script walks there and back") {
  const Folder folder;
  const Run run =
      run_chainrule({"step", "lecture", "-x", folder.file("s", "goto 15\nprint dw2\nback 15\nquit\nfrob\n")});
  CHECK(run.status == 0);
  CHECK(has(run.out, "dw2 = -0.95004162504212"));
  CHECK(has(run.out, "[0/15]"));
  CHECK(!has(run.out, "(step)"));
}

TEST_CASE("a script ends at its first error, with its line") {
  const Folder folder;
  const Run run =
      run_chainrule({"step", "lecture", "-x", folder.file("s", "# to the end\ngoto 15\ngoto 16\nprint dw2\n")});
  CHECK(run.status == 3);
  CHECK(has(run.err, "s:3: there is no step 16"));
  CHECK(!has(run.out, "dw2 ="));
}

TEST_CASE("input that is not a terminal is a script") {
  CHECK(run_chainrule({"step", "lecture"}, "continue\nprint db").status == 0);
  CHECK(run_chainrule({"step", "lecture"}, "").status == 0);
  const Run run = run_chainrule({"step", "lecture"}, "goto 16\nstep\n");
  CHECK(run.status == 3);
  CHECK(run.out.empty());
  CHECK(has(run.err, "<stdin>:1: "));
}

TEST_CASE("the node to differentiate may be another one") {
  const auto steps = ask({"step", "lecture", "--of", "a"})["steps"];
  CHECK(steps.back()["input"] == "w1");
  CHECK(is_near(steps.back()["after"], 0.249376040192892));
}

TEST_CASE("what cannot be stepped through is refused") {
  const Folder folder;
  check_refused({"step", "lecture", "-x", folder / "missing"}, "missing");
  check_refused({"step", "lecture", "--json", "-x", folder.file("s", "")}, "--json", 2);
  check_refused({"step", folder.file("g.graph", "param x = 1\ny = 2*x\n")}, "no loss");
  check_refused({"step", "lecture", "--of", "nope"}, "nope");
}
