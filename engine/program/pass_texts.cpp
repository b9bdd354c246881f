// What stands after the passes that find out about nodes.
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/program/pass_texts.hpp>
#include <chainrule/engine/program/passes.hpp>

#include <fmt/format.h>

namespace chainrule::program {

namespace {

std::string shape_text(const Graph& graph, NodeId id) {
  return graph.shape(id).is_scalar() ? std::string() : to_text(graph.shape(id));
}

std::string_view role_text(Role role) {
  switch (role) {
    case Role::input:
      return "input";
    case Role::parameter:
      return "parameter";
    case Role::examples:
      return "number of examples";
    default:
      return "constant";
  }
}

template <class Nodes> std::string list_text(const Labels& labels, const Nodes& nodes) {
  std::string text;
  for (const NodeId id : nodes) text += fmt::format("{}{}", text.empty() ? "" : ", ", labels[id]);
  return text;
}

}  // namespace

std::string canonical_text(const Compilation& compilation) {
  const Graph& graph = compilation.graph();
  const Labels labels(graph);
  const std::vector<bool> by_label(graph.size(), true);
  std::string text;
  for (NodeId id = 0; id < graph.size(); ++id) {
    const bool is_operation = graph.role(id) == Role::operation;
    text += fmt::format("{}{}{} {}\n", labels[id], shape_text(graph, id), is_operation ? " :=" : ":",
                        is_operation ? formula(graph, id, labels, Dialect::code,
                                               {.use_own_name = false, .inline_unnamed = false, .by_label = &by_label})
                                     : role_text(graph.role(id)));
  }
  return text + fmt::format("outputs: {}\n", list_text(labels, compilation.outputs()));
}

std::string stages_text(const Compilation& compilation) {
  const Labels labels(compilation.graph());
  std::string text;
  for (const Stage& stage : compilation.plan->stages) {
    text += fmt::format("{}: {}", stage.per_block ? "for each block" : "once", list_text(labels, stage.nodes));
    if (stage.recomputed > 0) text += fmt::format(" ({} of them again)", stage.recomputed);
    text += '\n';
  }
  return text;
}

std::string recognised_partials_text(const Compilation& compilation) {
  const Graph& graph = compilation.graph();
  const Labels labels(graph);
  std::string text;
  for (const NodeId id : nodes_of(compilation.plan->stages)) {
    const RecognisedPartial* const partial = compilation.partials->find(id);
    if (partial == nullptr) continue;
    const NodeId operand = graph.operands(partial->value)[partial->operand];
    text += fmt::format("{} = {}, {}\n", labels[id], partial_label(labels, partial->value, operand),
                        partial->costs_as_value ? "best computed with the value" : "arithmetic only");
  }
  return text.empty() ? "none\n" : text;
}

std::string uses_text(const Compilation& compilation) {
  const Labels labels(compilation.graph());
  std::string text;
  for (NodeId id = 0; id < compilation.uses.size(); ++id)
    if (compilation.uses[id] > 0) text += fmt::format("{}: {}\n", labels[id], compilation.uses[id]);
  return text;
}

std::string kept_text(const Compilation& compilation) {
  const Labels labels(compilation.graph());
  std::vector<NodeId> kept;
  for (NodeId id = 0; id < compilation.is_kept.size(); ++id)
    if (compilation.is_kept[id]) kept.push_back(id);
  return list_text(labels, kept) + "\n";
}

std::string needed_elements_text(const Compilation& compilation) {
  const Graph& graph = compilation.graph();
  const Labels labels(graph);
  std::string text;
  for (const NodeId id : nodes_of(compilation.plan->stages)) {
    const std::vector<Rectangle> rectangles = compilation.needed->rectangles_of(id);
    if (rectangles.empty()) continue;
    text += fmt::format("{}: {} of {} elements, in {} rectangles\n", labels[id], elements_of(rectangles),
                        graph.shape(id).size(), rectangles.size());
  }
  return text.empty() ? "all elements\n" : text;
}

}  // namespace chainrule::program
