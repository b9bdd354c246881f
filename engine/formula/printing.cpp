// One entrance to the writers of all dialects.
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/formula/writer.hpp>

namespace chainrule {

namespace {

std::string print(const Graph& graph, NodeId node, const Labels* labels, Dialect dialect,
                  const FormulaOptions& options) {
  const std::string_view name = graph.name_of(node);
  if (options.use_own_name && !name.empty()) return name_formula(name, dialect);
  if (dialect == Dialect::latex) return latex_writer(graph, labels, node, options)->write();
  if (dialect == Dialect::javascript) return javascript_writer(graph, labels, node, options)->write();
  return text_writer(graph, labels, node, dialect, options)->write();
}

}  // namespace

std::string formula(const Graph& graph, NodeId node, const Labels& labels, Dialect dialect,
                    const FormulaOptions& options) {
  return print(graph, node, &labels, dialect, options);
}

std::string formula(const Expr& expression, Dialect dialect, const FormulaOptions& options) {
  if (!expression.is_number()) return print(*expression.graph(), expression.id(), nullptr, dialect, options);
  Graph scratch;
  return print(scratch, scratch.constant(expression.number()).id(), nullptr, dialect, options);
}

}  // namespace chainrule
