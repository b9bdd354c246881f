#include "../program.hpp"

using namespace testing;

TEST_CASE("help and version go to standard output with status 0") {
  for (const char* command : {"eval", "grad", "dot", "convert", "ops"}) {
    const Run run = run_chainrule({command, "--help"});
    CHECK(run.status == 0);
    CHECK(run.err.empty());
    CHECK(run.out.find("Examples:") != std::string::npos);
    CHECK(run_chainrule({"--help"}).out.find(command) != std::string::npos);
  }
  CHECK(run_chainrule({"--version"}).out.starts_with("chainrule 0."));
}

TEST_CASE("a wrong command line exits with 2 and says so on standard error") {
  check_refused({}, "subcommand", 2);
  check_refused({"frobnicate"}, "frobnicate", 2);
  check_refused({"grad", "lecture", "--frobnicate"}, "--frobnicate", 2);
  check_refused({"grad", "lecture", "extra"}, "extra", 2);
  check_refused({"grad", "lecture", "--mode", "sideways"}, "sideways", 2);
  check_refused({"grad", "lecture", "--wrt", "a,,b"}, "--wrt", 2);
  check_refused({"grad", "lecture", "--set"}, "--set", 2);
  check_refused({"grad", "lecture", "--set", "w1"}, "NAME=VALUE", 2);
  check_refused({"grad", "lecture", "--set", "=1"}, "name", 2);
  check_refused({"eval"}, "no graph", 2);
  check_refused({"eval", "lecture", "--expr", "x"}, "not both", 2);
  check_refused({"eval", "logistic"}, "--data", 2);
  check_refused({"dot", "lecture", "--style", "baroque"}, "baroque", 2);
  check_refused({"dot", "lecture", "--show", "feelings"}, "feelings", 2);
  check_refused({"ops", "sigmoit"}, "did you mean sigmoid?", 2);
}

TEST_CASE("a standard output that takes nothing is an error") {
  const Run run = run_program(CHAINRULE_BINARY, {"eval", "lecture"}, {}, "/dev/full");
  CHECK(run.status != 0);
  CHECK_FALSE(run.err.empty());
}
