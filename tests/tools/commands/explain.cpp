#include "../program.hpp"

#include <chainrule/tools/explain/questions.hpp>
#include <chainrule/tools/text/columns.hpp>

#include <algorithm>
#include <set>
#include <sstream>

using namespace testing;

namespace {

/// Whether each brace, \left and \begin has its counterpart, and every $ too.
bool is_balanced(const std::string& latex) {
  int depth = 0;
  std::size_t dollars = 0;
  for (std::size_t i = 0; i < latex.size(); ++i) {
    if (latex[i] == '\\') {
      ++i;
      continue;
    }
    depth += latex[i] == '{' ? 1 : latex[i] == '}' ? -1 : 0;
    dollars += latex[i] == '$' ? 1 : 0;
    if (depth < 0) return false;
  }
  const auto count = [&](const std::string& word) {
    std::size_t found = 0;
    for (std::size_t at = latex.find(word); at != std::string::npos; at = latex.find(word, at + 1)) ++found;
    return found;
  };
  return depth == 0 && dollars % 2 == 0 && count("\\left(") == count("\\right)") &&
         count("\\begin{") == count("\\end{");
}

}  // namespace

TEST_CASE("the lecture's dz is explained as the lecture does, in English") {
  const Run run = run_chainrule({"explain", "lecture", "--node", "z"});
  CHECK(run.status == 0);
  const std::string expected = R"(dz
  dz is short for dL/dz: how fast L changes when z changes.
  z acts on L through a alone. The chain rule multiplies the derivatives on the
  way:
    dz = da * da/dz
       = -1.904837 * 0.249376 = -0.475021
  with
    da = dL/da = -1.904837
    da/dz = a(1 - a) = 0.524979*(1 - 0.524979) = 0.249376
  The same in symbols:
    dz = (-y/a + (1 - y)/(1 - a))*a(1 - a)
       = (a - y)/(a(1 - a))*a(1 - a)            common denominator
       = a - y                                  cancel a(1 - a)
  Both ways give the same number: a - y = 0.524979 - 1 = -0.475021.
  (Only what is not 0 may be cancelled: a != 0 and 1 - a != 0.)
)";
  CHECK(run.out.substr(0, expected.size()) == expected);
  CHECK(run_chainrule({"explain", "lecture", "--node", "dz"}).out == run.out);
}

TEST_CASE("the lecture's dz is explained as the lecture does, in Ukrainian") {
  const Run run = run_chainrule({"explain", "lecture", "--node", "z", "--lang", "uk"});
  CHECK(run.status == 0);
  const std::string expected = R"(dz
  dz — це скорочення для dL/dz: як швидко змінюється L, коли змінюється z.
  z впливає на L лише через a. За ланцюговим правилом перемножуємо похідні
  вздовж цього шляху:
    dz = da * da/dz
       = -1.904837 * 0.249376 = -0.475021
  де
    da = dL/da = -1.904837
    da/dz = a(1 - a) = 0.524979*(1 - 0.524979) = 0.249376
  Те саме в символах:
    dz = (-y/a + (1 - y)/(1 - a))*a(1 - a)
       = (a - y)/(a(1 - a))*a(1 - a)            спільний знаменник
       = a - y                                  скорочуємо на a(1 - a)
  Обидва способи дають те саме число: a - y = 0.524979 - 1 = -0.475021.
  (Скорочувати можна лише на те, що не дорівнює 0: a != 0 і 1 - a != 0.)
)";
  CHECK(run.out.substr(0, expected.size()) == expected);
}

TEST_CASE("where the printed form gives another number than the computed one, explain says so") {
  for (const auto& [text, number] :
       {std::pair{"sigmoid(z)", "4.248354e-18"}, std::pair{"square(sigmoid(z))", "8.496709e-18"}}) {
    const Run run = run_chainrule({"explain", "--expr", text, "--set", "z=40"});
    CHECK(run.out.find("In 64-bit numbers") != std::string::npos);
    CHECK(run.out.find(number) != std::string::npos);
  }
  CHECK(run_chainrule({"explain", "lecture"}).out.find("In 64-bit numbers") == std::string::npos);
}

TEST_CASE("explanations fit a terminal of 80 columns") {
  for (const char* language : {"en", "uk"})
    for (const char* graph : {"lecture", "lecture_m"}) {
      std::istringstream lines(run_chainrule({"explain", graph, "--lang", language}).out);
      for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(chainrule::columns(line) <= 80, line);
    }
}

TEST_CASE("every question arises where it belongs in a ready-made graph, and all are listed with their answers") {
  for (const char* language : {"en", "uk"}) {
    const auto questions = ask({"explain", "--questions", "--lang", language})["questions"];
    REQUIRE(questions.size() == chainrule::question_ids().size());
    for (std::size_t i = 0; i < questions.size(); ++i) {
      CHECK(questions[i]["id"] == std::string(chainrule::question_ids()[i]));
      CHECK(questions[i]["question"].get<std::string>().ends_with("?"));
      CHECK(questions[i]["answer"].get<std::string>().find('{') == std::string::npos);
    }
  }
  const Run text = run_chainrule({"explain", "--questions"});
  for (const std::string_view id : chainrule::question_ids())
    CHECK(text.out.find(std::string(chainrule::example_command(id))) != std::string::npos);
}

TEST_CASE(
    "questions belong to nodes and numbers: 1/m to the mean, the lost loss to a = 1, the flat sigmoid to z = -50") {
  const auto arise = [](const std::vector<std::string>& arguments) {
    std::set<std::string> found;
    const auto answer = ask(arguments);
    for (const auto& each : answer["questions"])
      found.insert(each["node"].get<std::string>() + ":" + each["id"].get<std::string>());
    return found;
  };
  const auto lecture = arise({"explain", "lecture", "--questions"});
  CHECK(lecture.contains("z:why-dz"));
  CHECK(lecture.contains("a:what-is-da"));
  CHECK(lecture.contains("a:why-ln"));
  CHECK(lecture.contains("a:why-plus"));
  CHECK(lecture.contains("w1:why-dw"));
  CHECK(lecture.contains("w1:why-subtract"));
  CHECK(lecture.contains("w1:shape-of-dw"));
  CHECK(lecture.contains("z:w-transposed-x"));
  CHECK(lecture.contains("z:notations"));
  CHECK(lecture.contains("L:recipe"));
  CHECK(!lecture.contains("L:why-mean"));
  CHECK(!lecture.contains("z:vanishing"));
  CHECK(!lecture.contains("z:loss-at-one"));
  CHECK(arise({"explain", "lecture_m", "--questions"}).contains("L:why-mean"));
  const auto saturated = arise({"explain", "lecture", "--questions", "--set", "b=40", "--set", "y=0"});
  CHECK(saturated.contains("z:loss-at-one"));
  CHECK(saturated.contains("z:vanishing"));
  CHECK(!saturated.contains("z:why-dz"));
  CHECK(arise({"explain", "lecture", "--questions", "--set", "b=-50"}).contains("z:vanishing"));
}

TEST_CASE("the lost loss at a = 1 is answered with what the stable op gives") {
  const Run run = run_chainrule({"explain", "lecture", "--node", "z", "--set", "b=40", "--set", "y=0"});
  CHECK(run.status == 0);
  CHECK(run.out.find("inf * 4.248354e-18 = inf") != std::string::npos);
  CHECK(run.out.find("log_loss_with_logit") != std::string::npos);
  CHECK(run.out.find("it gives 40 and the derivative") != std::string::npos);
}

TEST_CASE("JSON carries the derivations as data") {
  const auto json = ask({"explain", "lecture", "--lang", "uk"});
  CHECK(json["loss"] == "L");
  CHECK(json["language"] == "uk");
  const auto& all = json["derivations"];
  REQUIRE(all.size() == 6);
  const auto& dz = all[2];
  CHECK(dz["node"] == "z");
  CHECK(dz["number"].get<double>() == doctest::Approx(-0.47502081252106));
  CHECK(dz["shares"][0]["consumer"] == "a");
  CHECK(dz["shares"][0]["partial"]["text"] == "a(1 - a)");
  CHECK(dz["algebra"]["agrees"] == true);
  CHECK(dz["algebra"]["steps"][1]["rule"] == "cancel");
  CHECK(dz["algebra"]["steps"][1]["name"] == "скорочуємо на a(1 - a)");
  CHECK(dz["questions"].size() >= 3);
}

TEST_CASE("numbers agree with the short form on every ready-made graph, over examples too") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "x1,x2,y\n1,2,1\n0.5,-1,0\n-3,2,1\n");
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"explain", "lecture"},
                                                    {"explain", "lecture_m"},
                                                    {"explain", "lecture", "--data", data, "--example", "2"},
                                                    {"explain", "lecture_m", "--data", data, "--example", "3"},
                                                    {"explain", "logistic", "--data", data, "--example", "2"}}) {
    const auto answer = ask(arguments);
    for (const auto& each : answer["derivations"])
      if (each.contains("algebra")) CHECK(each["algebra"]["agrees"] == true);
  }
}

TEST_CASE("LaTeX and Markdown are balanced, in both languages") {
  for (const char* language : {"en", "uk"})
    for (const char* format : {"latex", "markdown"})
      for (const char* graph : {"lecture", "lecture_m"}) {
        const Run run = run_chainrule({"explain", graph, "--lang", language, "--format", format});
        CHECK(run.status == 0);
        CHECK(is_balanced(run.out));
      }
  const Run latex = run_chainrule({"explain", "lecture", "--format", "latex", "--lang", "uk"});
  CHECK(latex.out.find("\\usepackage[ukrainian]{babel}") != std::string::npos);
  CHECK(latex.out.find("\\end{document}") != std::string::npos);
  CHECK(latex.out.find("\\frac{a - y}{a (1 - a)}") != std::string::npos);
}

TEST_CASE("hostile names stay text in Markdown and in LaTeX") {
  const Folder folder;
  const std::string graph = folder.file("h.graph",
                                        "param \"<script>alert(1)</script>\" = 2\nparam \"50% $x_1^2$ \\\\ {a}\" = 3\n"
                                        "\"`code` & | co\" = \"<script>alert(1)</script>\" * \"50% $x_1^2$ \\\\ {a}\"\n"
                                        "L = square(\"`code` & | co\")\nloss L\n");
  const Run markdown = run_chainrule({"explain", graph, "--format", "markdown"});
  CHECK_MESSAGE(markdown.status == 0, markdown.err);
  CHECK(markdown.out.find('<') == std::string::npos);
  CHECK(markdown.out.find('`') == std::string::npos);
  const Run latex = run_chainrule({"explain", graph, "--format", "latex"});
  CHECK(is_balanced(latex.out));
  CHECK(latex.out.find("50% ") == std::string::npos);
}

TEST_CASE("several uses, tensors and inputs can be explained") {
  const Run fan = run_chainrule({"explain", "--expr", "x^2*y + x", "--set", "x=1.5", "--set", "y=-2", "--node", "x"});
  CHECK(fan.status == 0);
  CHECK(fan.out.find("2 paths lead from f back to x") != std::string::npos);
  CHECK(fan.out.find("df/d(x^2*y) * d(x^2*y)/d(x^2) * d(x^2)/dx") != std::string::npos);
  const Run input = run_chainrule({"explain", "lecture", "--node", "x1"});
  CHECK(input.status == 0);
  CHECK(input.out.find("dx1 = dz * dz/dx1") != std::string::npos);
  const Folder folder;
  const std::string graph =
      folder.file("t.graph", "input x[3] = [1,2,3]\nparam W[2,3] = [[1,2,3],[4,5,6]]\nz = W@x\nL = sum(z*z)\nloss L\n");
  CHECK(run_chainrule({"explain", graph}).status == 0);
  CHECK(run_chainrule({"explain", graph, "--format", "latex"}).status == 0);
}

TEST_CASE("what cannot be explained is refused") {
  check_refused({"explain", "lecture", "--node", "nope"}, "nope");
  check_refused({"explain", "lecture", "--example", "2"}, "--example 2", 2);
  check_refused({"explain", "lecture", "--json", "--format", "latex"}, "--format", 2);
  const Folder folder;
  check_refused({"explain", folder.file("g.graph", "input x = 1\nL = x*x\nloss L\n")}, "no parameter");
}
