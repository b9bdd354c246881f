#include "../program.hpp"

#include <cmath>

using namespace testing;

namespace {

bool is_near(const nlohmann::json& number, double expected, double tolerance = 1e-15) {
  return std::abs(number.get<double>() - expected) <= tolerance * std::abs(expected);
}

}  // namespace

TEST_CASE("grad lecture is fixture F in both modes") {
  for (const char* mode : {"reverse", "sweep"}) {
    CAPTURE(mode);
    const auto answer = ask({"grad", "lecture", "--mode", mode, "--wrt", "w1,w2,b,z,a"});
    const auto& gradient = answer.at("gradient");
    CHECK(is_near(answer.at("value"), 0.6443966600735709));
    CHECK(is_near(gradient.at("w1"), -0.47502081252106));
    CHECK(is_near(gradient.at("w2"), -0.95004162504212));
    CHECK(is_near(gradient.at("b"), -0.47502081252106));
    CHECK(is_near(gradient.at("z"), -0.47502081252106));
    CHECK(is_near(gradient.at("a"), -1.9048374180359595));
  }
}

TEST_CASE("by default grad differentiates by the parameters in their order") {
  const Run run = run_chainrule({"grad", "lecture"});
  CHECK(run.status == 0);
  CHECK(run.out ==
        "L      = 0.6443966600735709\ndL/dw1 = -0.47502081252106\ndL/dw2 = -0.95004162504212\ndL/db  = "
        "-0.47502081252106\n");
  CHECK(run_chainrule({"grad", "lecture", "--json"}).out.find("\"gradient\": {\"w1\": ") != std::string::npos);
}

TEST_CASE("derivatives come in the order in which they were asked for, inputs too") {
  const Run run = run_chainrule({"grad", "lecture", "--wrt", "z,x1", "--wrt", "b,z", "--json"});
  const std::string gradient = run.out.substr(run.out.find("gradient"));
  CHECK(gradient.find("\"z\"") < gradient.find("\"x1\""));
  CHECK(gradient.find("\"x1\"") < gradient.find("\"b\""));
  CHECK(run.json().at("gradient").size() == 3);
}

TEST_CASE("the stable rules carry a saturated loss, the sweep shows the textbook chain") {
  const std::vector<std::string> at_forty{"grad", "lecture", "--set", "w1=0",  "--set",
                                          "w2=0", "--set",   "b=40",  "--set", "y=0"};
  std::vector<std::string> reverse = at_forty;
  reverse.insert(reverse.end(), {"--wrt", "z"});
  const auto answer = ask(reverse);
  CHECK(answer.at("value") == 40);
  CHECK(answer.at("gradient").at("z") == 1);
  std::vector<std::string> sweep = at_forty;
  sweep.insert(sweep.end(), {"--mode", "sweep"});
  CHECK(ask(sweep, 4).at("value") == "inf");
}

TEST_CASE("another node may be differentiated") {
  const auto answer = ask({"grad", "lecture", "--of", "a", "--wrt", "z"});
  CHECK(is_near(answer.at("value"), 0.52497918747894));
  CHECK(is_near(answer.at("gradient").at("z"), 0.249376040192892, 1e-14));
}

TEST_CASE("a node that the loss does not depend on has derivative 0") {
  for (const char* mode : {"reverse", "sweep"})
    CHECK(ask({"grad", "lecture", "--of", "z", "--wrt", "y", "--mode", mode}).at("gradient").at("y") == 0);
}

TEST_CASE("an expression is differentiated by all its names") {
  const auto answer = ask({"grad", "--expr", "x^2*y + sigmoid(x)", "--set", "x=1.5", "--set", "y=-2"});
  CHECK(answer.at("gradient").at("y") == 2.25);
  CHECK(answer.at("gradient").size() == 2);
}

TEST_CASE("a gradient by a tensor has its shape, broadcasting undone") {
  for (const char* mode : {"reverse", "sweep"}) {
    const auto answer =
        ask({"grad", "--expr", "sum(x * y)", "--mode", mode, "--set", "x=[[1,2],[3,4]]", "--set", "y=[10,20]"});
    CHECK(answer.at("value") == 160);
    CHECK(answer.at("gradient").at("x") == nlohmann::json::parse("[[10,20],[10,20]]"));
    CHECK(answer.at("gradient").at("y") == nlohmann::json::parse("[4,6]"));
  }
}

TEST_CASE("second derivatives of scalars stand by both names") {
  const auto hessian = ask({"grad", "--expr", "x*x*y", "--set", "x=3", "--set", "y=2", "--hessian"}).at("hessian");
  CHECK(hessian.at("x").at("x") == 4);
  CHECK(hessian.at("x").at("y") == 6);
  CHECK(hessian.at("y").at("x") == 6);
  CHECK(hessian.at("y").at("y") == 0);
}

TEST_CASE("second derivatives by tensors have the shape of the one within that of the other") {
  const auto hessian =
      ask({"grad", "--expr", "sum(x * x * x) * y", "--set", "x=[1,2]", "--set", "y=5", "--hessian"}).at("hessian");
  CHECK(hessian.at("x").at("x") == nlohmann::json::parse("[[30,0],[0,60]]"));
  CHECK(hessian.at("x").at("y") == nlohmann::json::parse("[3,12]"));
  CHECK(hessian.at("y").at("x") == nlohmann::json::parse("[3,12]"));
}

TEST_CASE("second derivatives print as d(df/dx)/dy") {
  const Run run = run_chainrule({"grad", "--expr", "x*y", "--set", "x=3", "--set", "y=2", "--hessian"});
  CHECK(run.out.find("d(df/dx)/dy = 1\n") != std::string::npos);
}

TEST_CASE("beside a NaN the derivatives are what they are") {
  for (const char* mode : {"reverse", "forward", "sweep"}) {
    const auto answer = ask(
        {"grad", "--expr", "y + x*z", "--mode", mode, "--set", "x=2", "--set", "y=1", "--set", "z=nan", "--hessian"},
        4);
    CHECK(answer.at("value") == "nan");
    CHECK(answer.at("gradient").at("y") == 1);
    CHECK(answer.at("gradient").at("x") == "nan");
    CHECK(answer.at("gradient").at("z") == 2);
    CHECK(answer.at("hessian").at("x").at("z") == 1);
    CHECK(answer.at("hessian").at("x").at("x") == 0);
  }
}

TEST_CASE("by labels of a log-loss there are derivatives, and by a condition there are none, and grad says so") {
  CHECK(ask({"grad", "--expr", "log_loss_with_logit(z, y)", "--set", "z=3", "--set", "y=1"}).at("gradient").at("y") ==
        -3);
  const std::vector<std::string> choice{"grad", "--expr", "where(c, x, 2)", "--set", "c=1", "--set", "x=5"};
  const Run all = run_chainrule(choice);
  CHECK(all.out == "f     = 5\ndf/dx = 1\n");
  CHECK(all.err.find("left out: f has no derivative by c: condition of where have none") != std::string::npos);
  std::vector<std::string> named = choice;
  named.insert(named.end(), {"--wrt", "c"});
  const Run asked = run_chainrule(named);
  CHECK(asked.status == 3);
  CHECK(asked.err.find("f has no derivative by c") != std::string::npos);
  CHECK(ask({"grad", "--expr", "x*stop_gradient(y)", "--set", "x=2", "--set", "y=3"}).at("gradient").at("y") == 0);
}

TEST_CASE("where a gate is closed no slope counts, however infinite, in any mode") {
  struct Case {
    const char *expression, *x, *gradient;
  };
  // Behind the gate the slope is infinite or NaN; the derivative is that of the way that is open.
  const Case cases[] = {
      {"where(x > 0, log(x), 3*x)", "0", "3"},
      {"where(x < 1, x, sqrt(x - 1))", "0.5", "1"},
      {"where(x < 1, 2*x, exp(5000*x))", "0.5", "2"},
      {"max(x, log(x))", "0", "1"},
      {"min(1/x, 1)", "0", "0"},
      {"relu(sqrt(x))", "0", "0"},
      {"clip(1/x, -1, 1)", "0", "0"},
      {"clip(-1/x, -1, 1)", "0.25", "0"},
      {"where(x > 0, tanh(-1/x)*x, x)", "0", "1"},
      {"amax(log(x))", "[0, 1, 2]", "[0, 0, 0.5]"},
      {"amin(1/x)", "[0, 1, 2]", "[0, 0, -0.25]"},
      {"sum(slice(log(x), start=[1]))", "[0, 1, 2]", "[0, 1, 0.5]"},
      {"gather(sqrt(x), 1)", "[0, 1, 4]", "[0, 0.5, 0]"},
      {"mean(where(x > 0, sqrt(x), x))", "[0, 1]", "[0.5, 0.25]"},
      {"dot(x, x)", "[1, inf, 2]", "[2, \"inf\", 4]"},
      {"sum(x @ x)", "[1, inf, 2]", "[2, \"inf\", 4]"},
  };
  for (const Case& each : cases)
    for (const char* mode : {"reverse", "forward", "sweep"}) {
      CAPTURE(each.expression);
      CAPTURE(mode);
      const std::string setting = std::string("x=") + each.x;
      const int status = std::string_view(each.gradient).find("inf") == std::string_view::npos ? 0 : 4;
      const auto answer = ask({"grad", "--expr", each.expression, "--set", setting.c_str(), "--mode", mode}, status);
      CHECK(answer.at("gradient").at("x").dump() == nlohmann::json::parse(each.gradient).dump());
    }
}

TEST_CASE("infinite factors of products of matrices behind gates give the same in every mode") {
  struct Case {
    const char *expression, *x, *w;
  };
  const Case cases[] = {
      // Products know nothing of gates: 0·∞ is NaN there, and only there.
      {"sum(relu(x @ w))", "[1, inf]", "[[1, -1], [1, -1]]"},
      {"sum(relu(x @ w))", "[1, 2]", "[[1, -1], [1, -inf]]"},
      {"where(sum(x) < 0, dot(x, w), sum(w))", "[1, 2]", "[inf, 1]"},
      {"where(sum(x) < 0, exp(dot(x, w)), sum(w))", "[1, 2]", "[inf, 1]"},
      {"clip(dot(x, w), -1, 1)", "[1, 2]", "[inf, 1]"},
      {"gather(x @ w, 0)", "[1, inf]", "[[1, -1], [1, -1]]"},
      {"amax(x @ w)", "[1, inf]", "[[1, -1], [1, -1]]"},
      {"relu(dot(x, sqrt(w)))", "[-1, -1]", "[0, 1]"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.expression);
    std::vector<std::string> answers;
    for (const char* mode : {"reverse", "forward", "sweep"}) {
      const std::string set_x = std::string("x=") + each.x, set_w = std::string("w=") + each.w;
      const Run run = run_chainrule({"grad", "--expr", each.expression, "--set", set_x.c_str(), "--set", set_w.c_str(),
                                     "--mode", mode, "--json"});
      answers.push_back(nlohmann::json::parse(run.out).at("gradient").dump());
    }
    CHECK(answers[0] == answers[1]);
    CHECK(answers[0] == answers[2]);
  }
}

TEST_CASE("second derivatives keep behind closed gates too") {
  const auto answer = ask({"grad", "--expr", "where(x > 0, log(x), x*x)", "--set", "x=0", "--hessian"});
  CHECK(answer.at("hessian").at("x").at("x") == 2);
}

TEST_CASE("J over the data is a mean, its gradients are shared, those of z a list") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "x1,x2,y\n1,2,1\n0.5,-1,0\n");
  const auto one = ask({"grad", "lecture", "--data", data, "--wrt", "w1,z"});
  REQUIRE(one.at("value").size() == 2);
  REQUIRE(one.at("gradient").at("w1").size() == 2);
  for (const char* mode : {"reverse", "sweep"}) {
    const auto mean = ask({"grad", "lecture_m", "--data", data, "--mode", mode, "--wrt", "w1,z"});
    CHECK(is_near(mean.at("value"), (one["value"][0].get<double>() + one["value"][1].get<double>()) / 2));
    const auto& by_w1 = one["gradient"]["w1"];
    CHECK(is_near(mean["gradient"]["w1"], (by_w1[0].get<double>() + by_w1[1].get<double>()) / 2));
    CHECK(is_near(mean["gradient"]["z"][1], one["gradient"]["z"][1].get<double>() / 2));
  }
}

TEST_CASE("a NaN among the examples spoils the gradients of its example only") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "x1,x2,y\n1,2,1\nnan,-1,0\n");
  const auto answer = ask({"grad", "lecture", "--data", data}, 4);
  CHECK(answer.at("gradient").at("b")[0].is_number());
  CHECK(answer.at("gradient").at("b")[1] == "nan");
}

TEST_CASE("a graph of 2^60 paths is differentiated at once") {
  std::string text = "param x0 = 1\n";
  for (int i = 1; i <= 60; ++i)
    text += "x" + std::to_string(i) + " = x" + std::to_string(i - 1) + " + x" + std::to_string(i - 1) + "\n";
  text += "loss x60\n";
  for (const char* mode : {"reverse", "sweep"}) {
    const Run run = run_chainrule({"grad", "-", "--mode", mode, "--json"}, text);
    CHECK(run.json().at("gradient").at("x0") == 1152921504606846976.0);
  }
}
