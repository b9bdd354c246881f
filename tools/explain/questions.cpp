#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/tools/explain/question_place.hpp>
#include <chainrule/tools/explain/questions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>

namespace chainrule {

using namespace asking;

namespace {

Arises why_dz(const Place& place) {
  if (!fusion_above(place) || !place.here.working || place.here.working->steps.empty()) return std::nullopt;
  const Working& working = *place.here.working;
  const Share& share = place.here.shares[0];
  const Derivation middle = place.all.of(share.consumer);
  if (!middle.working || !all_finite(place.here.numbers)) return std::nullopt;
  return Given{{{"dz", place.here.cotangent},
                {"da", share.upstream},
                {"short", working.result},
                {"quotient", middle.working->result},
                {"edge", share.edge},
                {"slope", share.partial},
                {"substituted", working.substituted},
                {"number", number_formula(working.value)}}};
}

Arises what_is_da(const Place& place) {
  const Edge* edge = place.only_edge(place.here.node);
  if (edge == nullptr || !place.is_operation() || !place.is_scalar() || place.here.is_loss) return std::nullopt;
  if (place.graph().op(edge->consumer).kind == OpKind::example_reduction) return std::nullopt;
  const Edge* next = place.only_edge(edge->consumer);
  const bool is_next =
      edge->consumer == place.loss() || (next != nullptr && next->consumer == place.loss() &&
                                         place.graph().op(place.loss()).kind == OpKind::example_reduction);
  if (!is_next || !all_finite(place.here.numbers)) return std::nullopt;
  return Given{{{"da", place.here.cotangent},
                {"full", place.here.full},
                {"a", place.here.name},
                {"loss", place.name(place.loss())},
                {"number", place.number()},
                {"change", number_formula(place.here.numbers[0] * 0.001)}}};
}

/// The node's own factor in its only consumer is a leaf: w1 in w1*x1.
Arises why_dw(const Place& place) {
  if (place.graph().role(place.here.node) != Role::parameter || place.here.shares.size() != 1) return std::nullopt;
  const Share& share = place.here.shares[0];
  const bool is_input = share.partial.expression && !share.partial.expression->is_number() &&
                        share.partial.expression->graph()->role(share.partial.expression->id()) == Role::parameter;
  const bool is_sum = share.is_summed && place.all.sweep().examples() > 1;
  if (!is_input || is_sum || place.here.recipe.empty() || share.local.size() != 1) return std::nullopt;
  return Given{{{"w", place.here.name},
                {"dw", place.here.cotangent},
                {"z", share.consumer_name},
                {"x", share.partial},
                {"dz", share.upstream},
                {"edge", share.edge},
                {"number", number_formula(share.local[0])},
                {"recipe", place.here.recipe},
                {"substituted", place.here.recipe_substituted},
                {"result", number_formula(share.arriving[0] * share.local[0])}}};
}

const OpInfo& logarithm() { return *standard_ops().find("log"); }

/// A logarithm somewhere in the definition, as a book has it.
std::optional<Expr> logarithm_in(const Expr& expression) {
  if (expression.is_number()) return std::nullopt;
  const Graph& graph = *expression.graph();
  std::vector<NodeId> open{expression.id()};
  std::set<NodeId> seen;
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second || graph.role(id) != Role::operation) continue;
    if (&graph.op(id) == &logarithm()) return graph.expr(id);
    const auto operands = graph.operands(id);
    open.insert(open.end(), operands.rbegin(), operands.rend());
  }
  return std::nullopt;
}

Arises why_ln(const Place& place) {
  for (const Share& share : place.here.shares) {
    if (!place.all.definitions().can_define(share.consumer, Depth::named)) continue;
    const Definition definition = place.all.definitions().define(share.consumer, Depth::named);
    const auto found = logarithm_in(definition.value);
    if (!found) continue;
    const Expr inside = found->graph()->expr(found->graph()->operands(found->id())[0]);
    const double number = number_of(*found);
    if (!std::isfinite(number)) return std::nullopt;
    return Given{{{"log", formula_of(*found)},
                  {"derivative", formula_of(logarithm().partial_expression(0, &inside, *found, Form::textbook))},
                  {"example", equal({formula_of(*found), with_numbers(*found), number_formula(number)})}}};
  }
  return std::nullopt;
}

/// The loss has a term in log(1 - a), so that its derivative has the term (1 - y)/(1 - a) with the other sign.
Arises why_plus(const Place& place) {
  const auto& shares = place.here.shares;
  if (shares.size() != 1 || !shares[0].partial.expression || shares[0].partial.expression->is_number())
    return std::nullopt;
  const Expr& partial = *shares[0].partial.expression;
  const Graph& graph = *partial.graph();
  const auto arithmetic = [&](NodeId id) {
    return graph.role(id) == Role::operation ? graph.op(id).arithmetic : Arithmetic::none;
  };
  if (arithmetic(partial.id()) != Arithmetic::add) return std::nullopt;
  const NodeId first = graph.operands(partial.id())[0], second = graph.operands(partial.id())[1];
  if (arithmetic(first) != Arithmetic::negate || arithmetic(second) != Arithmetic::divide) return std::nullopt;
  const NodeId divisor = graph.operands(second)[1];
  if (arithmetic(divisor) != Arithmetic::subtract) return std::nullopt;
  return Given{{{"term", formula_of(graph.expr(second))},
                {"loss", shares[0].consumer_name},
                {"inner", formula_of(graph.expr(divisor))},
                {"a", place.here.name},
                {"whole", equal({shares[0].edge, shares[0].partial})}}};
}

struct Entry {
  std::string_view id;
  Arises (*arises)(const Place& place) = nullptr;
  std::string_view command = "chainrule explain lecture";
};

constexpr Entry kEntries[] = {
    {"recipe", recipe},
    {"what-is-da", what_is_da},
    {"why-ln", why_ln},
    {"why-plus", why_plus},
    {"why-mean", why_mean, "chainrule explain lecture_m"},
    {"notations", notations},
    {"why-dz", why_dz},
    {"w-transposed-x", w_transposed_x},
    {"why-dw", why_dw},
    {"shape-of-dw", shape_of_dw},
    {"why-subtract", why_subtract},
    {"loss-at-one", loss_at_one, "chainrule explain lecture --set b=40 --set y=0"},
    {"vanishing", vanishing, "chainrule explain lecture --set b=-50 --set y=0"},
};

constexpr auto kIds = [] {
  std::array<std::string_view, std::size(kEntries)> ids{};
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = kEntries[i].id;
  return ids;
}();

}  // namespace

Line Question::question(Language language) const { return say(language, fmt::format("{}.question", id), arguments); }

Line Question::answer(Language language) const {
  return say(language, fmt::format("{}.answer{}", id, variant), arguments);
}

std::span<const std::string_view> question_ids() { return kIds; }

std::string_view example_command(std::string_view id) {
  const auto found = std::ranges::find(kEntries, id, &Entry::id);
  return found == std::end(kEntries) ? std::string_view() : found->command;
}

std::vector<Question> questions_at(Derivations& derivations, const Derivation& derivation) {
  std::vector<Question> found;
  for (const Entry& entry : kEntries)
    if (const Arises given = entry.arises({derivations, derivation}))
      found.push_back({.id = entry.id,
                       .node = derivation.node,
                       .label = std::string(derivations.labels()[derivation.node]),
                       .variant = given->variant,
                       .arguments = given->arguments});
  return found;
}

}  // namespace chainrule
