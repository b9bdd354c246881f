#include "../program.hpp"

using namespace testing;

TEST_CASE("convert keeps the bits from text to JSON and back") {
  const Folder folder;
  const std::string text = folder.file("l.graph", "param w = 0.1\ninput x = 3\nL = square(w*x)\nloss L\n");
  CHECK(run_chainrule({"convert", text, folder / "l.json"}).status == 0);
  CHECK(run_chainrule({"convert", folder / "l.json", folder / "back.graph"}).status == 0);
  const std::string expected = run_chainrule({"grad", text, "--json"}).out;
  CHECK(run_chainrule({"grad", folder / "l.json", "--json"}).out == expected);
  CHECK(run_chainrule({"grad", folder / "back.graph", "--json"}).out == expected);
}

TEST_CASE("convert writes ready-made graphs and pictures") {
  const Folder folder;
  const Run run = run_chainrule({"convert", "lecture", folder / "lecture.graph"});
  CHECK(run.status == 0);
  CHECK(run.out.empty());
  CHECK(run_chainrule({"grad", folder / "lecture.graph"}).out == run_chainrule({"grad", "lecture"}).out);
  CHECK(run_chainrule({"convert", "lecture", folder / "lecture.dot"}).status == 0);
  CHECK(content_of(folder / "lecture.dot").starts_with("digraph"));
  const std::string data = folder.file("d.csv", "height,y\n1,0\n");
  CHECK(run_chainrule({"convert", "logistic", folder / "logistic.graph", "--data", data}).status == 0);
  CHECK(content_of(folder / "logistic.graph").find("height") != std::string::npos);
}

TEST_CASE("convert does not know every suffix") {
  check_refused({"convert", "lecture", "out.xyz"}, ".json", 2);
  check_refused({"convert", "lecture"}, "OUT", 2);
}

TEST_CASE("a folder that is not there takes no file") {
  const Folder folder;
  check_refused({"convert", "lecture", folder / "none/out.graph"}, "none/out.graph");
}
