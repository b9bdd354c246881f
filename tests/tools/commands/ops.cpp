#include "../program.hpp"

#include <chainrule/engine/op/op_set.hpp>

#include <set>

using namespace testing;

TEST_CASE("ops prints every op of the list, in text and in JSON") {
  const Run text = run_chainrule({"ops"});
  CHECK(text.status == 0);
  const auto ops = ask({"ops"}).at("ops");
  std::set<std::string> names;
  for (const auto& op : ops) names.insert(op.at("name").get<std::string>());
  for (const chainrule::OpInfo* op : chainrule::standard_ops().ops) {
    CHECK(names.contains(std::string(op->name)));
    CHECK(text.out.find(std::string(op->name) + "(") != std::string::npos);
  }
}

TEST_CASE("ops says name, arguments, formula, partials and domain from the definition") {
  const Run run = run_chainrule({"ops", "sigmoid"});
  CHECK(run.out.starts_with("sigmoid(z)\n"));
  CHECK(run.out.find("da/dz = a(1 - a)") != std::string::npos);
  CHECK(run.out.find("z in [-6, 6]") != std::string::npos);
  const auto op = ask({"ops", "log_loss"}).at("ops")[0];
  CHECK(op.at("arguments")[0].at("domain").size() == 2);
  CHECK(op.at("arguments")[1].at("differentiable") == true);
  CHECK(ask({"ops", "where"}).at("ops")[0].at("arguments")[0].at("differentiable") == false);
}

TEST_CASE("ops says what each structural op passes back, on an example") {
  CHECK(run_chainrule({"ops", "matmul"}).out.find("da = dv @ transpose(b") != std::string::npos);
  const auto ops = ask({"ops"}).at("ops");
  for (const auto& op : ops)
    for (const auto& argument : op.at("arguments")) {
      const bool has_derivative = argument.contains("partial") || argument.contains("cotangent");
      CHECK_MESSAGE(argument.at("differentiable") == has_derivative, op.at("name"), " ", argument.at("name"));
    }
}
