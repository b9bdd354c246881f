#include <chainrule/engine/program/emit/matrices.hpp>
#include <chainrule/engine/program/emit/sums.hpp>

namespace chainrule::program {

SumDetail plan_sum(const Shape& x, const Shape& kept, std::size_t lanes) {
  SumDetail detail{.count = lanes, .terms = 0, .offsets = {}};
  // Trailing axes that stay make runs longer.
  std::size_t together = 1;
  for (std::size_t i = 1; i <= kept.rank() && kept[kept.rank() - i] == x[x.rank() - i]; ++i)
    together *= static_cast<std::size_t>(x[x.rank() - i]);
  const std::size_t runs = together == 0 ? 0 : kept.size() / together;
  if (x.size() == 0 || runs == 0) return detail;
  detail.count *= together;
  detail.terms = x.size() / kept.size();
  std::vector<std::size_t> filled(runs, 0);
  detail.offsets.resize(runs * detail.terms);
  for (std::size_t element = 0; element < x.size(); element += together) {
    const std::size_t run = broadcast_offset(element, kept, x) / together;
    const std::size_t at = run * detail.terms + filled[run]++;
    detail.offsets[at] = static_cast<std::uint32_t>(element * lanes);
    if (at % detail.terms > 0 && detail.offsets[at] != detail.offsets[at - 1] + 1) detail.are_neighbours = false;
  }
  return detail;
}

}  // namespace chainrule::program
