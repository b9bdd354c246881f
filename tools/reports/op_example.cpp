#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/tools/reports/op_example.hpp>

#include <fmt/format.h>

#include <array>

namespace chainrule {
namespace {

using Whole = std::vector<std::int64_t>;

const std::vector<std::vector<Shape>>& operands_to_try(std::size_t arity) {
  static const std::vector<std::vector<Shape>> kOne{{Shape{2, 3}}};
  static const std::vector<std::vector<Shape>> kTwo{
      {Shape{2, 3}, Shape{2}}, {Shape{2, 3}, Shape{3, 4}}, {Shape{3}, Shape{3}}};
  return arity == 1 ? kOne : kTwo;
}

const std::vector<Whole>& numbers_to_try(AttributeKind kind) {
  static const std::vector<Whole> kLists{{6}, {3}, {4, 2, 3}, {5, 7}, {1, 1}, {2, 2}};
  static const std::vector<Whole> kNumbers{{4}, {0}};
  return kind == AttributeKind::integers ? kLists : kNumbers;
}

/// The attempt of that number at the attributes that must be given; nothing after the last.
std::optional<Attributes> attributes_to_try(const OpInfo& op, std::size_t attempt) {
  Attributes attributes;
  for (std::size_t i = op.attributes.size(); i-- > 0;) {
    if (!op.attributes[i].required) continue;
    const std::vector<Whole>& choices = numbers_to_try(op.attributes[i].kind);
    attributes.present[i] = true;
    attributes.values[i] = choices[attempt % choices.size()];
    attempt /= choices.size();
  }
  if (attempt > 0) return std::nullopt;
  return attributes;
}

std::optional<Attributes> accepted_attributes(const OpInfo& op, const std::vector<Shape>& shapes) {
  for (std::size_t attempt = 0; const auto attributes = attributes_to_try(op, attempt); ++attempt) {
    try {
      op.shape(shapes, *attributes);
      return attributes;
    } catch (const Error&) {  // not these
    }
  }
  return std::nullopt;
}

OpExample shown_on(const OpInfo& op, const std::vector<Shape>& shapes, const Attributes& attributes) {
  Graph graph;
  std::vector<Expr> operands;
  std::string said;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    operands.push_back(graph.parameter(op.args[i], shapes[i]));
    said += fmt::format("{}{} {}", said.empty() ? "" : ", ", op.args[i], to_text(shapes[i]));
  }
  const Expr result = graph.apply(op, operands, attributes);
  graph.name(result, op.result);
  const Labels labels(graph);
  OpExample example{
      .call = fmt::format("{} = {} of {}", op.result, formula(graph, result.id(), labels, Dialect::display), said),
      .cotangents = {}};
  for (std::size_t i = 0; i < shapes.size(); ++i)
    example.cotangents.push_back(
        op.differentiable(i)
            ? fmt::format("d{} = {}", op.args[i], partial_formula(graph, result.id(), i, labels, Dialect::display))
            : std::string());
  return example;
}

}  // namespace

std::optional<OpExample> example_of(const OpInfo& op) {
  if (op.kind != OpKind::structural || op.arity > 2) return std::nullopt;
  for (const std::vector<Shape>& shapes : operands_to_try(op.arity))
    if (const auto attributes = accepted_attributes(op, shapes)) return shown_on(op, shapes, *attributes);
  return std::nullopt;
}

}  // namespace chainrule
