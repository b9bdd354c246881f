#include "../program.hpp"

#include <chainrule/tools/text/columns.hpp>

#include <sstream>

using namespace testing;

namespace {

void check_parts(const std::string& text, const std::vector<std::string>& parts) {
  std::size_t from = 0;
  for (const std::string& part : parts) {
    const std::size_t found = text.find(part, from);
    INFO(part);
    REQUIRE(found != std::string::npos);
    from = found;
  }
}

}  // namespace

TEST_CASE("the lecture is told from the first value to the new loss") {
  const Run run = run_chainrule({"demo"});
  CHECK(run.status == 0);
  check_parts(run.out,
              {"  z = w1*x1 + w2*x2 + b = 0.5*1 + (-0.25)*2 + 0.1 = 0.1\n",
               "  a = σ(z) = 1/(1 + exp(-z)) = 1/(1 + exp(-0.1)) = 0.524979\n", "  da = dL/da = -y/a + (1 - y)/(1 - a)",
               "  da/dz = a(1 - a) = 0.524979*(1 - 0.524979) = 0.249376\n",
               "  dz = da * da/dz = -1.904837 * 0.249376 = -0.475021   (= a - y)\n",
               "  dw2 = dz * dz/dw2 = -0.475021 * 2 = -0.950042   (= x2*dz)\n",
               "  dL/dz = dL/da * da/dz = -1.904837 * 0.249376 = -0.475021\n",
               "  dz = a - y = 0.524979 - 1 = -0.475021\n", "  dw1 = x1*dz = ", "  db = dz = -0.475021\n",
               "  w1 := w1 - α*dw1 = 0.5 - 0.1*(-0.475021) = 0.547502\n", "  L = 0.5190569368385448 "});
}

TEST_CASE("the story fits a terminal of 80 columns") {
  std::istringstream lines(run_chainrule({"demo"}).out);
  for (std::string line; std::getline(lines, line);) CHECK(chainrule::columns(line) <= 80);
}

TEST_CASE("any small graph of scalars can be told") {
  const Folder folder;
  const std::string graph = folder.file(
      "g.graph", "input x = 2, y = 1\nparam w = 3, v = 1\nh = w*x\np = v*h + h\nL = square(p - y)\nloss L\n");
  const Run run = run_chainrule({"demo", graph, "--alpha", "0.01"});
  CHECK(run.status == 0);
  check_parts(run.out, {"dh = dp * dp/dh", "dw = dh * dh/dw", "w := w - α*dw"});
  CHECK(run_chainrule({"demo", "--expr", "square(w*3 - 1)", "--set", "w=0.5"}).status == 0);
}

TEST_CASE("what cannot be told is refused") {
  const Folder folder;
  check_refused({"demo", "lecture_m", "--data", folder.file("d.csv", "x1,x2,y\n1,2,1\n0.5,-1,0\n")}, "J");
  check_refused({"demo", folder.file("g.graph", "input x = 1\nL = x*x\nloss L\n")}, "no parameter");
  check_refused({"demo", "lecture", "--alpha", "nan"}, "--alpha", 2);
}
