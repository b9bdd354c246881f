#include <chainrule/engine/program/select/stage_facts.hpp>
#include <chainrule/engine/program/select/value.hpp>

namespace chainrule::program {

Value select_value(const StageFacts& facts, NodeId id) {
  Value value{.op = &facts.op(id), .result = id};
  for (const NodeId operand : facts.operands(id)) value.operands.push_back(facts.unrepeated(operand, id));
  return value;
}

}  // namespace chainrule::program
