#include <chainrule/engine/program/describe.hpp>

namespace chainrule::program {

std::size_t choose_block_size(const Plan& plan, Precision precision) {
  const std::size_t number_size = precision == Precision::float64 ? 8 : 4;
  std::size_t rows = plan.memory.rows;
  for (const NodeId input : plan.graph().leaves(Role::input)) rows += plan.graph().shape(input).size();
  constexpr std::size_t kFirstLevel = 32 << 10, kSecondLevel = 512 << 10;
  if (rows * 128 * number_size <= kFirstLevel) return 128;
  for (const std::size_t size : {64, 32})
    if (rows * size * number_size <= kSecondLevel) return size;
  return 16;
}

}  // namespace chainrule::program
