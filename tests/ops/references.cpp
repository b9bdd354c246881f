// Every op against exact references: values and derivatives within 8 units in the last place of what mpmath computed
// (references/references.py), wherever that is well-conditioned.
#include "evaluation.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/ops/axes.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>
#include <fstream>

namespace chainrule {
namespace {

using nlohmann::json;
using testing::Numbers;

constexpr double kMostUlps = 8;

const json& references() {
  static const json kReferences =
      json::parse(std::ifstream(CHAINRULE_SOURCE_DIR "/tests/ops/references/references.json"));
  return kReferences;
}

const OpInfo& op_of(const json& entry) {
  const OpInfo* op = standard_ops().find(entry["op"].get<std::string>());
  REQUIRE_MESSAGE(op != nullptr, entry["op"]);
  return *op;
}

/// The error in units of the last place of the exact number; 0 where there is none to compare with.
double ulps(double number, const json& exact) {
  if (exact.is_null() || number == exact.get<double>()) return 0;
  const double reference = std::fabs(exact.get<double>());
  return std::fabs(number - exact.get<double>()) / (std::nextafter(reference, INFINITY) - reference);
}

void check_close(double number, const json& exact, const json& entry, std::string_view what) {
  if (ulps(number, exact) > kMostUlps)
    FAIL_CHECK(what << " is " << json(number).dump() << ", " << ulps(number, exact) << " ulps from " << exact.dump()
                    << " in " << entry.dump().substr(0, 500));
}

TEST_CASE("elementwise ops: values and partials are within 8 ulps of the exact ones") {
  std::size_t compared = 0;
  for (const json& entry : references()) {
    if (!entry.contains("partials")) continue;
    const OpInfo& op = op_of(entry);
    const auto in = entry["operands"].get<Numbers>();
    const double out = op.value(in.data());
    check_close(out, entry["value"], entry, "the value");
    for (std::size_t i = 0; i < in.size(); ++i) {
      if (!entry["partials"][i].is_null()) ++compared;
      check_close(op.partial(i, in.data(), out), entry["partials"][i], entry, "a partial");
    }
  }
  CHECK(compared > 1000);
}

/// The op of an entry on a graph, with its operands as parameters.
struct Applied {
  explicit Applied(const json& entry) {
    const OpInfo& op = op_of(entry);
    for (const json& operand : entry["operands"])
      in.push_back(graph.parameter("x" + std::to_string(in.size()),
                                   Shape(operand["shape"].get<std::vector<std::int64_t>>()),
                                   operand["numbers"].get<Numbers>()));
    std::vector<Integers> numbers(op.attributes.size());
    Attributes attributes;
    for (std::size_t i = 0; i < op.attributes.size(); ++i) {
      if (const auto found = entry["attributes"].find(op.attributes[i].name); found != entry["attributes"].end())
        numbers[i] = Integers(std::span<const std::int64_t>(found->get<std::vector<std::int64_t>>()));
      set_attribute(attributes, i, numbers[i]);
    }
    out = graph.apply(op, in, attributes);
  }

  Graph graph;
  std::vector<Expr> in;
  Expr out;
};

TEST_CASE("structural ops: shapes, values and cotangents are as NumPy has them, within 8 ulps") {
  for (const json& entry : references()) {
    if (!entry.contains("vjp")) continue;
    Applied applied(entry);
    const Expr& out = applied.out;
    const auto extents = out.shape().extents();
    CHECK_MESSAGE(
        std::vector<std::int64_t>(extents.begin(), extents.end()) == entry["shape"].get<std::vector<std::int64_t>>(),
        entry["op"]);
    const Numbers value = testing::evaluate(out, {});
    for (std::size_t k = 0; k < value.size(); ++k) check_close(value[k], entry["value"][k], entry, "the value");
    const Expr loss = sum(out * applied.graph.constant(Shape(out.shape()), entry["cotangent"].get<Numbers>()));
    Gradient cotangents = gradient(loss, applied.in);
    std::size_t next = 0;
    for (std::size_t i = 0; i < applied.in.size(); ++i) {
      if (!applied.graph.op(out.id()).differentiable(i)) continue;
      for (const double share : testing::evaluate(cotangents.of(applied.in[i]), {}))
        check_close(share, entry["vjp"][next++], entry, "a cotangent");
    }
    CHECK(next == entry["vjp"].size());
  }
}

}  // namespace
}  // namespace chainrule
