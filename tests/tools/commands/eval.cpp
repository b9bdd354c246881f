#include "../program.hpp"

#include <sstream>

using namespace testing;

TEST_CASE("eval prints every named node of the lecture, leaves first") {
  const Run run = run_chainrule({"eval", "lecture"});
  CHECK(run.status == 0);
  CHECK(run.err.empty());
  CHECK(run.out ==
        "x1 = 1\nx2 = 2\ny  = 1\nw1 = 0.5\nw2 = -0.25\nb  = 0.1\nz  = 0.1\na  = 0.52497918747894\nL  = "
        "0.6443966600735709\n");
}

TEST_CASE("eval --json prints one object in the same order") {
  const Run run = run_chainrule({"eval", "lecture", "--json"});
  CHECK(run.out.starts_with("{\"values\": {\"x1\": 1, \"x2\": 2, "));
  CHECK(run.json().at("values").at("a") == 0.52497918747894);
}

TEST_CASE("a value is set by name, negative, tiny, quoted or not finite") {
  CHECK(ask({"eval", "lecture", "--set", "w1=-0.5"}).at("values").at("z") == -0.9);
  CHECK(ask({"eval", "--expr", "x", "--set", "x=5e-324"}).at("values").at("f") == 5e-324);
  CHECK(ask({"eval", "--expr", "x", "--set", "x=-inf"}, 4).at("values").at("f") == "-inf");
  CHECK(ask({"eval", "--expr", "x", "--set", "x=nan"}, 4).at("values").at("f") == "nan");
  CHECK(ask({"eval", "--expr", "\"a=b\" * 2", "--set", "\"a=b\"=3"}).at("values").at("f") == 6);
}

TEST_CASE("an option takes one value, and the graph may stand behind it") {
  CHECK(run_chainrule({"eval", "--set", "w1=1", "lecture", "--set", "w2=1"}).status == 0);
  CHECK(run_chainrule({"eval", "--set", "w1=1", "--", "lecture"}).status == 0);
}

TEST_CASE("an expression may begin with a minus") {
  CHECK(ask({"eval", "--expr", "-x", "--set", "x=2"}).at("values").at("f") == -2);
}

TEST_CASE("the value of an expression is f, or the next name that is free") {
  const auto values = ask({"eval", "--expr", "f + f1", "--set", "f=1", "--set", "f1=2"}).at("values");
  CHECK(values.at("f2") == 3);
}

TEST_CASE("tensors are nested lists") {
  const std::vector<std::string> product{"eval", "--expr", "x * y", "--set", "x=[[1,2],[3,4]]", "--set", "y=[10,20]"};
  CHECK(run_chainrule(product).out == "x = [[1, 2], [3, 4]]\ny = [10, 20]\nf = [[10, 40], [30, 80]]\n");
  CHECK(ask(product).at("values").at("f").dump() == "[[10,40],[30,80]]");
}

TEST_CASE("values come from a file, and the command line overrides it") {
  const Folder folder;
  const std::string file = folder.file("v.json", R"({"x": [[1, 2], [3, -0]], "y": "inf"})");
  auto values = ask({"eval", "--expr", "x*y", "--values", file, "--set", "y=10"}).at("values");
  CHECK(values.at("f").dump() == "[[10,20],[30,-0.0]]");
  values = ask({"eval", "--expr", "x*y", "--values", file}, 4).at("values");
  CHECK(values.at("y") == "inf");
}

TEST_CASE("a non-finite result exits with 4 and is printed in full") {
  const Run run = run_chainrule({"eval", "--expr", "log(x)", "--set", "x=0"});
  CHECK(run.status == 4);
  CHECK(run.out == "x = 0\nf = -inf\n");
}

TEST_CASE("with data, nodes that differ per example are lists over the examples") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "x1,x2,y\n1,2,1\n0.5,-1,0\n");
  const auto values = ask({"eval", "lecture_m", "--data", data}).at("values");
  CHECK(values.at("z").size() == 2);
  CHECK(values.at("w1") == 0.5);
  CHECK(values.at("J").is_number());
  const std::string one = folder.file("one.csv", "x1,x2,y\n1,2,1\n");
  CHECK(ask({"eval", "lecture", "--data", one}).at("values").at("z").dump() == "[0.1]");
}

TEST_CASE("an input without a column has one value for all examples") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "x1,x2\n1,2\n0.5,-1\n");
  const auto values = ask({"eval", "lecture_m", "--data", data, "--set", "y=0"}).at("values");
  CHECK(values.at("y").dump() == "[0,0]");
}

TEST_CASE("logistic takes its inputs from the data") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "height,weight,y\n1,2,1\n0.5,-1,0\n");
  const auto values = ask({"eval", "logistic", "--data", data}).at("values");
  CHECK(values.at("J") == doctest::Approx(0.6931471805599453));
  CHECK(values.at("height").dump() == "[1,0.5]");
}

TEST_CASE("a graph is read from standard input") {
  const Run run = run_chainrule({"eval", "-"}, "param x = 2\ny = x^2\nloss y\n");
  CHECK(run.status == 0);
  CHECK(run.out == "x = 2\ny = 4\n");
}

TEST_CASE("names of any letters keep the equal signs in line") {
  const Run run = run_chainrule({"eval", "-"}, "param вага = 2\n\"a b\" = вага*3\nw = вага\n");
  CHECK(run.out == "вага  = 2\n\"a b\" = 6\nw     = 2\n");
}

TEST_CASE("--describe=list names the compiler's passes, a line each and nothing else, with a graph or without") {
  const Run run = run_chainrule({"eval", "--describe=list"});
  CHECK(run.status == 0);
  CHECK(run.err.empty());
  CHECK(run.out ==
        "canonical\nstages\nrecognised-partials\nuses\nkept\nneeded-elements\nselection\njoined-sums\nslots\nemit\n");
  CHECK(run_chainrule({"grad", "lecture", "--describe=list"}).out == run.out);
}

TEST_CASE("--describe=PASS says what the pass does, and prints what stands after it") {
  const Run run = run_chainrule({"grad", "lecture", "--describe=stages"});
  CHECK(run.status == 0);
  CHECK(run.out.starts_with("Cuts the nodes into stages, "));
  CHECK(run.out.find("\nonce: ") != std::string::npos);
  std::istringstream names(run_chainrule({"eval", "--describe=list"}).out);
  for (std::string name; std::getline(names, name);) {
    CAPTURE(name);
    CHECK(run_chainrule({"grad", "lecture", "--describe=" + name}).status == 0);
    CHECK(run_chainrule({"eval", "lecture", "--describe=" + name}).status == 0);
  }
}

TEST_CASE("--describe without an equal sign takes no value: what follows is the graph") {
  const Run run = run_chainrule({"grad", "--describe", "lecture"});
  CHECK(run.status == 0);
  CHECK(run.out == run_chainrule({"grad", "lecture", "--describe"}).out);
}

TEST_CASE("a pass that is none is a usage error, and quoted") {
  const Run run = run_chainrule({"grad", "lecture", "--describe=mu\x1bnch"});
  CHECK(run.status == 2);
  CHECK(run.out.empty());
  CHECK(run.err.find("no pass \"mu\\x1bnch\"; --describe=list prints their names") != std::string::npos);
}
