// Functions that saturate, over the whole line: first and second derivatives within 4 units in the last place, times
// the condition number, of what mpmath computed (references/saturation.py), subnormal ones included.
#include "../support/ways.hpp"

#include <chainrule/graphs/text/text_reader.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

namespace chainrule {
namespace {

using nlohmann::json;

constexpr double kMostUlps = 4;

template <class Real>
void check_close(const testing::Way& way, const json& entry, const char* which, std::size_t condition) {
  const double exact = entry[which].get<double>(), number = way.numbers[0];
  const Real size = std::fabs(static_cast<Real>(exact));
  const double ulp = static_cast<double>(std::nextafter(size, static_cast<Real>(INFINITY)) - size);
  const double allowed = kMostUlps * std::max(1.0, entry["condition"][condition].get<double>()) * ulp;
  CHECK_MESSAGE(std::fabs(number - exact) <= allowed,
                fmt::format("{} derivative of {} at {} by {}: {} should be {} ({:.1f} ulp of {:.1f} allowed)", which,
                            entry["text"].get<std::string>(), entry["x"].get<double>(), way.name, number, exact,
                            std::fabs(number - exact) / ulp, allowed / ulp));
}

TEST_CASE("first and second derivatives keep their digits where functions saturate") {
  const json entries = json::parse(std::ifstream(CHAINRULE_SOURCE_DIR "/tests/ops/references/saturation.json"));
  CHECK(entries.size() > 700);
  for (const json& entry : entries) {
    Graph graph;
    const Expr x = graph.parameter("x", entry["x"].get<double>());
    const Expr loss = read_expression(graph, entry["text"].get<std::string>(), "expression");
    for (const testing::Way& way : testing::gradients(loss, std::span(&x, 1)))
      check_close<double>(way, entry, "first", 0);
    for (const testing::Way& way : testing::hessians(loss, std::span(&x, 1)))
      check_close<double>(way, entry, "second", 1);
    const auto point = entry["x"].get<double>();
    if (static_cast<double>(static_cast<float>(point)) != point) continue;
    check_close<float>(testing::float_gradient(loss, std::span(&x, 1)), entry, "first", 0);
    check_close<float>(testing::float_hessian(loss, std::span(&x, 1)), entry, "second", 1);
  }
}

}  // namespace
}  // namespace chainrule
