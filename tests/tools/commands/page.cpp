#include "../program.hpp"

using namespace testing;

// A page's behaviour in a browser is held to the engine in tests/browser.

TEST_CASE("page writes one file that refers to nothing else") {
  const Folder folder;
  const Run run = run_chainrule({"page", "lecture", "-o", folder / "page.html"});
  CHECK(run.status == 0);
  CHECK(run.out.empty());
  const std::string html = content_of(folder / "page.html");
  CHECK(html.starts_with("<!DOCTYPE html>"));
  CHECK(html.size() < 300 * 1024);
  CHECK(html.find("{{") == std::string::npos);
  CHECK(html.find("src=") == std::string::npos);
  CHECK(html.find("@import") == std::string::npos);
}

TEST_CASE("page prints on standard output without -o, and the same every time") {
  const Run run = run_chainrule({"page", "lecture"});
  CHECK(run.out.starts_with("<!DOCTYPE html>"));
  CHECK(run_chainrule({"page", "lecture"}).out == run.out);
}

TEST_CASE("no name can end the page's data") {
  const Folder folder;
  const std::string file = folder.file("names.graph", R"(param "</script><script>alert(1)</script>" = 1
y = sin("</script><script>alert(1)</script>")
loss y
)");
  const std::string html = run_chainrule({"page", file}).out;
  CHECK(html.find("alert(1)") != std::string::npos);
  CHECK(html.find("<script>alert(1)") == std::string::npos);
  CHECK(html.find("</script><script>alert") == std::string::npos);
}

TEST_CASE("page refuses what has no loss or no values, and writes nothing") {
  const Folder folder;
  check_refused({"page", folder.file("a.graph", "param x = 1\ny = sin(x)\n"), "-o", folder / "a.html"}, "loss");
  check_refused({"page", "--expr", "x^2", "-o", folder / "b.html"}, "no value");
  CHECK(folder.files() == 1);
}

TEST_CASE("page shows graphs over examples and of tensors, with the engine's numbers") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "x1,x2,y\n1,2,1\n0,1,0\n");
  CHECK(run_chainrule({"page", "lecture_m", "--data", data}).status == 0);
  CHECK(run_chainrule({"page", "lecture_m"}).status == 0);
  const std::string graph = folder.file("t.graph", "param W[2,2] = [[1,2],[3,4]]\nL = sum(W@W)\nloss L\n");
  CHECK(run_chainrule({"page", graph}).out.find("[1, 2, 3, 4]") != std::string::npos);
}
