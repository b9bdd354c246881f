// Questions about the shape of things, learning, many examples and numbers out of range.
#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/graph/stable_form.hpp>
#include <chainrule/tools/explain/question_place.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>

namespace chainrule::asking {

namespace {

constexpr double kRate = 0.1;   // the lecture's
constexpr double kFlat = 1e-6;  // a slope that is as good as 0

}  // namespace

std::optional<Fusion> fusion_above(const Place& place) {
  const Edge* edge = place.only_edge(place.here.node);
  if (edge == nullptr || !place.is_scalar() || edge->consumer == place.loss()) return std::nullopt;
  const Edge* outer = place.only_edge(edge->consumer);
  if (outer == nullptr) return std::nullopt;
  const auto stable = stable_form(place.graph(), outer->consumer);
  if (!stable || stable->inner != edge->consumer) return std::nullopt;
  return Fusion{.middle = edge->consumer, .outer = outer->consumer, .fused = stable->op};
}

std::pair<double, double> fused_numbers(const Place& place, const Fusion& fusion) {
  std::vector<double> in;
  for (const NodeId operand : place.graph().operands(fusion.outer))
    in.push_back(operand == fusion.middle ? place.here.value[0] : place.all.value(operand)[0]);
  const double value = fusion.fused->value(in.data());
  return {value, fusion.fused->partial(place.graph().op(fusion.outer).stable->operand, in.data(), value)};
}

bool all_finite(const std::vector<double>& numbers) {
  return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

static Formula alpha() { return {"α", "\\alpha"}; }

/// "α*dw1", and "w1 := w1 - α*dw1"
static Formula step_of(const Formula& cotangent) {
  return {fmt::format("α*{}", cotangent.text), fmt::format("\\alpha \\cdot {}", cotangent.latex)};
}

static Formula update_of(const Formula& name, const Formula& cotangent) {
  const Formula step = step_of(cotangent);
  return {fmt::format("{0} := {0} - {1}", name.text, step.text),
          fmt::format("{0} \\mathrel{{:=}} {0} - {1}", name.latex, step.latex)};
}

Arises why_subtract(const Place& place) {
  if (place.graph().role(place.here.node) != Role::parameter || !place.is_scalar()) return std::nullopt;
  const double slope = place.here.numbers[0], value = place.here.value[0];
  if (!std::isfinite(slope)) return std::nullopt;
  const Formula rate = number_formula(kRate);
  const Formula factors[] = {rate, factor_formula(slope)};
  const Formula old = number_formula(value), taken = product(factors);
  return Given{
      {{"w", place.here.name},
       {"dw", place.here.cotangent},
       {"step", step_of(place.here.cotangent)},
       {"loss", place.name(place.loss())},
       {"alpha", alpha()},
       {"update", update_of(place.here.name, place.here.cotangent)},
       {"number", number_formula(slope)},
       {"rate", rate},
       {"substituted", {fmt::format("{} - {}", old.text, taken.text), fmt::format("{} - {}", old.latex, taken.latex)}},
       {"result", number_formula(value - kRate * slope)}}};
}

/// "dL(i)/dz(i) = a(i) - y(i)" with the examples' indices, for what differs per example.
static Formula per_example(const Formula& out, bool out_has_index, const Formula& in, const std::string& text,
                           const std::string& latex) {
  const std::string_view index = out_has_index ? "(i)" : "", power = out_has_index ? "^{(i)}" : "";
  return {fmt::format("d{}{}/d{}(i) = {}", out.text, index, in.text, text),
          fmt::format("\\frac{{d{}{}}}{{d{}^{{(i)}}}} = {}", out.latex, power, in.latex, latex)};
}

Arises why_mean(const Place& place) {
  const Edge* edge = place.only_edge(place.here.node);
  if (edge == nullptr || !place.is_small() || place.all.flow().written(edge->consumer) != Written::reduction)
    return std::nullopt;
  const Share& share = place.here.shares[0];
  if (!share.partial.expression || share.partial.expression->is_number()) return std::nullopt;
  const Formula loss = name_of(place.all.labels(), edge->consumer);
  Formula one{fmt::format("d{0}(i)/d{0}(i) = 1", place.here.name.text),
              fmt::format("\\frac{{d{0}^{{(i)}}}}{{d{0}^{{(i)}}}} = 1", place.here.name.latex)};
  Formula all = per_example(loss, false, place.here.name, share.partial.text, share.partial.latex);
  for (const NodeId node : place.all.nodes()) {
    const auto fused = fusion_above({place.all, place.all.of(node)});
    if (!fused || fused->outer != place.here.node) continue;
    const Formula z = place.name(node), a = place.name(fused->middle);
    const Formula y = place.name(place.graph().operands(fused->outer)[1]);
    const std::string text = fmt::format("{}(i) - {}(i)", a.text, y.text);
    const std::string latex = fmt::format("{}^{{(i)}} - {}^{{(i)}}", a.latex, y.latex);
    one = per_example(place.here.name, true, z, text, latex);
    all = per_example(loss, false, z, fmt::format("({})/m", text), fmt::format("\\frac{{{}}}{{m}}", latex));
  }
  return Given{{{"J", loss},
                {"edge", share.edge},
                {"share", share.partial},
                {"one", one},
                {"all", all},
                {"examples", number_formula(static_cast<double>(place.all.sweep().examples()))}}};
}

/// A sum of products of a parameter and an input.
Arises w_transposed_x(const Place& place) {
  const NodeId node = place.here.node;
  if (!place.is_operation() || !place.all.definitions().can_define(node, Depth::named)) return std::nullopt;
  const Expr value = place.all.definitions().define(node, Depth::named).value;
  const Graph& graph = *value.graph();
  std::vector<NodeId> open{value.id()};
  std::vector<Expr> products;
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (graph.role(id) != Role::operation) continue;
    const auto operands = graph.operands(id);
    const Arithmetic kind = graph.op(id).arithmetic;
    if (kind == Arithmetic::add) open.insert(open.end(), operands.rbegin(), operands.rend());
    if (kind == Arithmetic::multiply && graph.role(operands[0]) != Role::operation &&
        graph.role(operands[1]) != Role::operation)
      products.push_back(graph.expr(id));
  }
  if (products.size() < 2) return std::nullopt;
  Expr total = products[0];
  for (std::size_t k = 1; k < products.size(); ++k) total = graph.ops().algebra.add(total, products[k]);
  return Given{{{"matrix", {"wᵀx", "w^{\\mathsf{T}} x"}},
                {"sum", formula_of(total)},
                {"substituted", with_numbers(total)},
                {"number", number_formula(number_of(total))}}};
}

Arises shape_of_dw(const Place& place) {
  if (place.graph().role(place.here.node) != Role::parameter) return std::nullopt;
  std::string extents;
  for (const std::int64_t extent : place.graph().shape(place.here.node).extents())
    extents += fmt::format("{}{}", extents.empty() ? "" : " x ", extent);
  std::string latex = extents;
  for (std::size_t at = latex.find('x'); at != std::string::npos; at = latex.find('x', at + 1))
    latex.replace(at, 1, "\\times");
  const Formula shape = extents.empty() ? number_formula(1) : Formula{extents, latex};
  return Given{{{"w", place.here.name},
                {"dw", place.here.cotangent},
                {"shape", shape},
                {"update", update_of(place.here.name, place.here.cotangent)}},
               extents.empty() ? ".scalar" : ""};
}

/// "dL(a, y)/dz"
static Formula full_with_operands(const Place& place) {
  const Derivation loss = place.all.of(place.loss());
  const bool is_call = place.graph().op(place.loss()).notation == Notation::call;
  if (!is_call || loss.definition.text.size() > 20) return place.here.full;
  return {fmt::format("d{}/d{}", loss.definition.text, place.here.name.text),
          fmt::format("\\frac{{d{}}}{{d{}}}", loss.definition.latex, place.here.name.latex)};
}

Arises notations(const Place& place) {
  if (!fusion_above(place)) return std::nullopt;
  return Given{{{"dz", place.here.cotangent},
                {"long", full_with_operands(place)},
                {"loss", place.name(place.loss())},
                {"number", place.number()}}};
}

/// The equations that lead from the loss to the parameters where every line is short.
Arises recipe(const Place& place) {
  if (!place.here.is_loss || !place.is_small() || place.all.sweep().examples() > 1) return std::nullopt;
  std::vector<Formula> lines, updates;
  std::set<NodeId> consumers;
  for (const NodeId node : place.all.nodes())
    if (place.graph().role(node) == Role::parameter)
      for (const Edge& edge : place.all.flow().into(node)) consumers.insert(edge.consumer);
  for (const NodeId node : place.all.nodes()) {
    const bool is_parameter = place.graph().role(node) == Role::parameter;
    if (node == place.loss() || (!is_parameter && !consumers.contains(node))) continue;
    const Derivation derivation = place.all.of(node);
    if (is_parameter ? derivation.recipe.empty() : !derivation.working) return std::nullopt;
    lines.push_back(equal({derivation.cotangent, is_parameter ? derivation.recipe : derivation.working->result}));
    if (is_parameter) updates.push_back(update_of(derivation.name, derivation.cotangent));
  }
  if (updates.empty() || lines.size() == updates.size() || updates.size() > 8) return std::nullopt;
  return Given{{{"loss", place.name(place.loss())},
                {"recipe", joined(lines, ", ", ",\\ ")},
                {"alpha", alpha()},
                {"updates", joined(updates, ", ", ",\\ ")}}};
}

/// The long way over a is not finite, though the fused op is.
Arises loss_at_one(const Place& place) {
  const auto fusion = fusion_above(place);
  if (!fusion) return std::nullopt;
  const auto [value, slope] = fused_numbers(place, *fusion);
  const double loss = place.all.value(fusion->outer)[0], middle = place.all.cotangent(fusion->middle)[0];
  const bool is_lost = !std::isfinite(loss) || !std::isfinite(middle) || !all_finite(place.here.numbers);
  if (!is_lost || !std::isfinite(value) || !std::isfinite(slope)) return std::nullopt;
  return Given{{{"a", place.name(fusion->middle)},
                {"number", number_formula(place.all.value(fusion->middle)[0])},
                {"z", place.here.name},
                {"logit", number_formula(place.here.value[0])},
                {"loss", place.name(fusion->outer)},
                {"long", number_formula(loss)},
                {"da", place.cotangent(fusion->middle)},
                {"slope", number_formula(middle)},
                {"dz", place.here.cotangent},
                {"dz_long", place.number()},
                {"op", code_formula(fusion->fused->name)},
                {"short", number_formula(value)},
                {"dz_short", number_formula(slope)}}};
}

/// The slope of a function that is flat far from 0 is as good as 0.
Arises vanishing(const Place& place) {
  if (place.here.shares.size() != 1 || place.here.shares[0].local.size() != 1 || !place.is_scalar())
    return std::nullopt;
  const Share& share = place.here.shares[0];
  const OpInfo& op = place.graph().op(share.consumer);
  if (!op.saturates || !(std::abs(share.local[0]) < kFlat)) return std::nullopt;
  const double zero = 0;
  const bool cancels = fusion_above(place).has_value() && place.here.working;
  return Given{{{"z", place.here.name},
                {"number", number_formula(place.here.value[0])},
                {"edge", share.edge},
                {"slope", share.partial},
                {"local", number_formula(share.local[0])},
                {"steepest", number_formula(op.partial(0, &zero, op.value(&zero)))},
                {"dz", place.here.cotangent},
                {"short", cancels ? place.here.working->result : place.number()}},
               cancels ? "" : ".plain"};
}

}  // namespace chainrule::asking
