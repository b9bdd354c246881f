#include <chainrule/engine/program/execute/sum_of_elements.hpp>

namespace chainrule::program {

SummedRuns plan_sum(const Shape& x, const Shape& kept, std::size_t block_size) {
  SummedRuns sum{.length = block_size, .terms = 0, .offsets = {}};
  // Trailing axes that stay make runs longer.
  std::size_t together = 1;
  for (std::size_t i = 1; i <= kept.rank() && kept[kept.rank() - i] == x[x.rank() - i]; ++i)
    together *= static_cast<std::size_t>(x[x.rank() - i]);
  const std::size_t runs = together == 0 ? 0 : kept.size() / together;
  if (x.size() == 0 || runs == 0) return sum;
  sum.length *= together;
  sum.terms = x.size() / kept.size();
  std::vector<std::size_t> filled(runs, 0);
  sum.offsets.resize(runs * sum.terms);
  for (std::size_t element = 0; element < x.size(); element += together) {
    const std::size_t run = broadcast_offset(element, kept, x) / together;
    const std::size_t at = run * sum.terms + filled[run]++;
    sum.offsets[at] = static_cast<std::uint32_t>(element * block_size);
    if (at % sum.terms > 0 && sum.offsets[at] != sum.offsets[at - 1] + 1) sum.are_neighbours = false;
  }
  return sum;
}

}  // namespace chainrule::program
