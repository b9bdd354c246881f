#include <chainrule/engine/program/listing.hpp>

namespace chainrule::program {

std::size_t choose_block_size(const Plan& plan, Precision precision) {
  const std::size_t number_size = precision == Precision::float64 ? 8 : 4;
  std::size_t rows = plan.memory.rows;
  // Data pass through beside the slots, so they count twice.
  for (const NodeId input : plan.graph().leaves(Role::input)) rows += 2 * plan.graph().shape(input).size();
  constexpr std::size_t kSecondLevel = 896 << 10;
  for (const std::size_t size : {128, 64, 32})
    if (rows * size * number_size <= kSecondLevel) return size;
  return 16;
}

}  // namespace chainrule::program
