#include <chainrule/engine/program/select/value.hpp>
#include <chainrule/engine/program/select/value_and_partials.hpp>

#include <utility>

namespace chainrule::program {

ValueAndPartials select_value_and_partials(const StageFacts& facts, NodeId value,
                                           std::span<const WaitingPartial> partials) {
  Value alone = select_value(facts, value);
  ValueAndPartials together{.op = alone.op, .results = {value}, .operands = std::move(alone.operands)};
  for (const WaitingPartial& waiting : partials) {
    together.results.push_back(waiting.partial);
    together.by.push_back(waiting.operand);
  }
  return together;
}

}  // namespace chainrule::program
