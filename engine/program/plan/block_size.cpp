#include <chainrule/engine/program/plan/block_size.hpp>

namespace chainrule::program {

namespace {

/// Seven eighths of 1 MiB, the second-level cache of a core of Intel's servers since Skylake-SP (2017) and AMD's since
/// Zen 4 (2022); the rest is left to the records and to what the kernels call.
constexpr std::size_t kSecondLevel = 896 << 10;

}  // namespace

std::size_t choose_block_size(const Plan& plan, Precision precision) {
  std::size_t rows = plan.memory.rows;
  // Data pass through beside the slots, so they count twice.
  for (const NodeId input : plan.graph().leaves(Role::input)) rows += 2 * plan.graph().shape(input).size();
  for (const std::size_t size : {128, 64, 32})
    if (rows * size * bytes_per_number(precision) <= kSecondLevel) return size;
  return 16;
}

}  // namespace chainrule::program
