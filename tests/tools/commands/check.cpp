#include "../program.hpp"

#include <nlohmann/json.hpp>

using namespace testing;

TEST_CASE("check passes the lecture and says how") {
  const Run run = run_chainrule({"check", "lecture"});
  CHECK(run.status == 0);
  CHECK(run.out.find("w1  ok") != std::string::npos);
  const auto checks = nlohmann::json::parse(run_chainrule({"check", "lecture", "--json"}).out)["checks"];
  REQUIRE(checks.size() == 3);
  for (const auto& check : checks) {
    CHECK(check["verdict"] == "ok");
    CHECK(check["error"].get<double>() < 1e-9);
  }
}

TEST_CASE("check at a kink is inconclusive and exits with 0") {
  const Run run = run_chainrule({"check", "--expr", "abs(x) + max(y, 1)", "--set", "x=0", "--set", "y=1", "--json"});
  CHECK(run.status == 0);
  const auto answer = nlohmann::json::parse(run.out);
  REQUIRE(!answer["checks"].empty());
  for (const auto& check : answer["checks"]) CHECK(check["verdict"] == "inconclusive");
}

TEST_CASE("check takes data, one example per row") {
  const Folder folder;
  const std::string data = folder.file("rows.csv", "x1,x2,y\n1,2,1\n-0.5,3,0\n0.25,-1,1\n");
  const Run run = run_chainrule({"check", "lecture_m", "--data", data, "--json"});
  CHECK(run.status == 0);
  const auto answer = nlohmann::json::parse(run.out);
  REQUIRE(!answer["checks"].empty());
  for (const auto& check : answer["checks"]) CHECK(check["verdict"] == "ok");
}

TEST_CASE("check by a node that is no leaf is refused") { check_refused({"check", "lecture", "--wrt", "z"}, "z", 3); }
