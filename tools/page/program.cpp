#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/tools/page/program.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace chainrule {

namespace {

std::string definition(std::string_view name, const OpInfo& op, const OpFormulas& formulas) {
  std::string text, partials;
  if (!formulas.value.empty()) text = fmt::format("f[\"{}\"] = {};\n", name, formulas.value);
  for (const std::string& partial : formulas.partials)
    partials += fmt::format("{}{}", partials.empty() ? "" : ", ", partial.empty() ? "null" : partial);
  return text + fmt::format("define(\"{}\", {}, [{}]);\n", name, op.gated, partials);
}

}  // namespace

std::string page_program(const Graph& graph) {
  std::vector<const OpInfo*> ops = graph.ops().ops;
  for (const OpInfo* op : graph.op_table())  // ops of the user's own
    if (op != nullptr && std::ranges::find(ops, op) == ops.end()) ops.push_back(op);
  std::string text;
  for (const OpInfo* op : ops)
    if (op->kind != OpKind::structural) text += definition(op->name, *op, op_javascript(*op));
  std::set<std::string> known;
  for (NodeId id = 0; id < graph.size(); ++id) {
    if (graph.role(id) != Role::operation || graph.op(id).kind != OpKind::structural) continue;
    const std::size_t operands = graph.operands(id).size();
    const OpFormulas formulas = op_javascript_of_several(graph.op(id), operands);
    const std::string name = fmt::format("{} of {}", graph.op(id).name, operands);
    if (!formulas.value.empty() && known.insert(name).second) text += definition(name, graph.op(id), formulas);
  }
  return text;
}

}  // namespace chainrule
