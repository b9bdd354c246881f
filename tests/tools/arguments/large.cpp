#include "../../support/sanitizers.hpp"
#include "../program.hpp"

using namespace testing;

namespace {

/// Runs the program with a stack of 256 KiB.
Run with_small_stack(const std::string& arguments, const std::string& output) {
  return run_program("/bin/sh", {"-c", "ulimit -s 256 && exec '" CHAINRULE_BINARY "' " + arguments}, {}, output);
}

std::string chain(int length) {
  std::string text = "param w = 1\nx0 = w\n";
  for (int i = 1; i <= length; ++i) {
    const std::string before = "x" + std::to_string(i - 1);
    text += "x" + std::to_string(i) + " = " + (i % 2 == 0 ? before + " + w" : before + " - w") + "\n";
  }
  return text + "loss x" + std::to_string(length) + "\n";
}

}  // namespace

/// Under a sanitizer everything takes ten times longer, and that is as much too deep for recursion.
constexpr int kLength = chainrule::testing::kIsSanitized ? 100'000 : 1'000'000;

TEST_CASE("a chain of a million named nodes is evaluated, differentiated and drawn on a small stack") {
  const Folder folder;
  const std::string graph = "'" + folder.file("chain.graph", chain(kLength)) + "'";
  const std::string last = "x" + std::to_string(kLength);
  const std::string gradient = last + "     = 1\nd" + last + "/dw = 1\n";
  const std::string out = folder / "out";
  CHECK(with_small_stack("eval " + graph, out).status == 0);
  CHECK(content_of(out).ends_with(last + " = 1\n"));
  CHECK(with_small_stack("grad --mode reverse " + graph, out).status == 0);
  CHECK(content_of(out) == gradient);
  CHECK(with_small_stack("grad --mode sweep " + graph, out).status == 0);
  CHECK(content_of(out) == gradient);
  CHECK(with_small_stack("grad --mode forward " + graph, out).status == 0);
  CHECK(content_of(out) == gradient);
  CHECK(with_small_stack("grad --hessian " + graph, out).status == 0);
  CHECK(with_small_stack("check " + graph, out).status == 0);
  CHECK(with_small_stack("doctor " + graph, out).status == 0);
  CHECK(with_small_stack("explain --node w " + graph, out).status == 0);
  CHECK(with_small_stack("dot --style gradient " + graph, out).status == 0);
  CHECK(with_small_stack("dot --show values,cotangents " + graph, out).status == 0);
  CHECK(content_of(out).ends_with("}\n"));
  CHECK(with_small_stack("convert " + graph + " '" + (folder / "chain.json") + "'", out).status == 0);
  CHECK(with_small_stack("eval '" + (folder / "chain.json") + "'", out).status == 0);
}

TEST_CASE("a graph with 2^60 paths is instant in every mode and every printer") {
  const Folder folder;
  std::string text = "param x0 = 1\n";
  std::string unnamed = "x0";
  for (int i = 1; i <= 60; ++i)
    text += "x" + std::to_string(i) + " = x" + std::to_string(i - 1) + " + x" + std::to_string(i - 1) + "\n";
  const std::string graph = "'" + folder.file("doubling.graph", text + "loss x60\n") + "'";
  const std::string out = folder / "out";
  for (const char* mode : {"reverse", "sweep", "forward"}) {
    CHECK(with_small_stack("grad --json --mode " + std::string(mode) + " " + graph, out).status == 0);
    CHECK(content_of(out) == "{\"value\": 1.152921504606847e+18, \"gradient\": {\"x0\": 1.152921504606847e+18}}\n");
  }
  for (const char* command : {"eval", "grad --hessian", "check", "dot", "dot --style ops --show values,cotangents",
                              "dot --style gradient", "step --json", "explain", "doctor"})
    CHECK(with_small_stack(command + (" " + graph), out).status == 0);
  for (const char* form : {"f.json", "f.graph", "f.dot"})
    CHECK(with_small_stack("convert " + graph + " '" + (folder / form) + "'", out).status == 0);
}
