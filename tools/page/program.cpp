#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/tools/page/program.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace chainrule {

std::string page_program(const Graph& graph) {
  std::vector<const OpInfo*> ops = graph.ops().ops;
  for (const OpInfo* op : graph.op_table())  // ops of the user's own
    if (op != nullptr && std::ranges::find(ops, op) == ops.end()) ops.push_back(op);
  std::string text;
  for (const OpInfo* op : ops) {
    if (op->kind == OpKind::structural) continue;
    const OpFormulas formulas = op_javascript(*op);
    if (!formulas.value.empty()) text += fmt::format("f.{} = {};\n", op->name, formulas.value);
    std::string partials;
    for (const std::string& partial : formulas.partials)
      partials += fmt::format("{}{}", partials.empty() ? "" : ", ", partial.empty() ? "null" : partial);
    text += fmt::format("define(\"{}\", {}, [{}]);\n", op->name, op->gated, partials);
  }
  return text;
}

}  // namespace chainrule
