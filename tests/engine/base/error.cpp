#include <chainrule/engine/base/error.hpp>
#include <doctest/doctest.h>
#include <string>

using namespace chainrule;

TEST_CASE("an error says the position before the message") {
  const InputError error("unexpected ')'", SourcePosition{.file = "a.graph", .line = 3, .column = 7});
  CHECK(std::string(error.what()) == "a.graph:3:7: unexpected ')'");
  CHECK(error.message() == "unexpected ')'");
  REQUIRE(error.position().has_value());
  CHECK(error.position()->line == 3);
  CHECK(error.node().empty());
}

TEST_CASE("an error without a position says the message alone") {
  const GraphError error("no node 'w3'", "w3");
  CHECK(std::string(error.what()) == "no node 'w3'");
  CHECK(error.node() == "w3");
  CHECK_FALSE(error.position().has_value());
}

TEST_CASE("an error has a node and a position at once") {
  const ShapeError error("shapes differ", SourcePosition{.file = "a.graph", .line = 2, .column = 1}, "z");
  CHECK(error.node() == "z");
  CHECK(std::string(error.what()) == "a.graph:2:1: shapes differ");
}

TEST_CASE("unknown parts of a position are left out") {
  CHECK(position_text({.file = "a.csv"}) == "a.csv");
  CHECK(position_text({.file = "a.csv", .line = 4}) == "a.csv:4");
  CHECK(position_text({.file = "", .line = 4, .column = 2}) == "4:2");
  CHECK(position_text({}).empty());
  CHECK(std::string(Error("message", SourcePosition{}).what()) == "message");
}

TEST_CASE("every exception is an Error") {
  CHECK_THROWS_AS(throw InputError("m"), Error);
  CHECK_THROWS_AS(throw GraphError("m"), Error);
  CHECK_THROWS_AS(throw ShapeError("m"), Error);
  CHECK_THROWS_AS(throw OpError("m"), Error);
  CHECK_THROWS_AS(throw NoGradient("m"), Error);
  CHECK_THROWS_AS(throw StaleGradient("m"), Error);
  CHECK_THROWS_AS(throw UsageError("m"), Error);
}
