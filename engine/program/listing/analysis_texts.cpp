#include <chainrule/engine/program/listing/analysis_texts.hpp>
#include <chainrule/engine/program/listing/line.hpp>

#include <fmt/format.h>

#include <string_view>

namespace chainrule::program {

namespace {

std::string role_text(Role role) {
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

std::string list_text(const Wording& words, std::span<const NodeId> nodes) {
  std::string text;
  for (const NodeId id : nodes) text += (text.empty() ? "" : ", ") + words.label(id);
  return text;
}

}  // namespace

std::string canonical_text(const Compilation& compilation, const Wording& words) {
  const Graph& graph = compilation.graph();
  std::string text;
  for (NodeId id = 0; id < graph.size(); ++id) {
    const std::string extent = graph.shape(id).is_scalar() ? "" : to_text(graph.shape(id));
    const bool is_operation = graph.role(id) == Role::operation;
    text += fmt::format("{}{}{} {}\n", words.label(id), extent, is_operation ? " :=" : ":",
                        is_operation ? words.formula(id) : role_text(graph.role(id)));
  }
  return text + fmt::format("outputs: {}\n", list_text(words, compilation.outputs()));
}

std::string stages_text(const Compilation& compilation, const Wording& words) {
  std::string text;
  for (const Stage& stage : compilation.plan->stages) {
    text += fmt::format("{}: {}", stage.per_block ? "for each block" : "once", list_text(words, stage.nodes));
    if (stage.recomputed > 0) text += fmt::format(" ({} of them again)", stage.recomputed);
    text += '\n';
  }
  return text;
}

std::string recognised_partials_text(const Compilation& compilation, const Wording& words) {
  const Graph& graph = compilation.graph();
  std::string text;
  for (const NodeId id : nodes_of(compilation.plan->stages)) {
    const RecognisedPartial* const partial = compilation.partials->find(id);
    if (partial == nullptr) continue;
    const NodeId operand = graph.operands(partial->value)[partial->operand];
    text += fmt::format("{} = {}, {}\n", words.label(id), partial_label(words.labels(), partial->value, operand),
                        partial->costs_as_value ? "best computed with the value" : "arithmetic alone");
  }
  return text.empty() ? "no node is a partial\n" : text;
}

std::string uses_text(const Compilation& compilation, const Wording& words) {
  std::string text;
  for (NodeId id = 0; id < compilation.uses.size(); ++id)
    if (compilation.uses[id] > 0) text += fmt::format("{}: {}\n", words.label(id), compilation.uses[id]);
  return text.empty() ? "no node is read\n" : text;
}

std::string kept_text(const Compilation& compilation, const Wording& words) {
  std::vector<NodeId> kept;
  for (NodeId id = 0; id < compilation.is_kept.size(); ++id)
    if (compilation.is_kept[id]) kept.push_back(id);
  return list_text(words, kept) + "\n";
}

std::string needed_elements_text(const Compilation& compilation, const Wording& words) {
  const Graph& graph = compilation.graph();
  std::string text;
  for (const NodeId id : nodes_of(compilation.plan->stages)) {
    const std::vector<Rectangle> rectangles = compilation.needed->rectangles_of(id);
    if (rectangles.empty()) continue;
    text += fmt::format("{}: {} of {} elements, in {} rectangles\n", words.label(id), elements_of(rectangles),
                        graph.shape(id).size(), rectangles.size());
  }
  return text.empty() ? "all elements of all nodes\n" : text;
}

}  // namespace chainrule::program
