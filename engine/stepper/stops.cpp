#include <chainrule/engine/stepper/stops.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

std::size_t Stops::add(Breakpoint breakpoint) {
  breakpoint.number = ++last_;
  breakpoints_.push_back(std::move(breakpoint));
  return last_;
}

std::size_t Stops::add(Watch watch) {
  watch.number = ++last_;
  watches_.push_back(watch);
  return last_;
}

void Stops::erase(std::size_t number) {
  const auto has_number = [&](const auto& each) { return each.number == number; };
  if (std::erase_if(breakpoints_, has_number) + std::erase_if(watches_, has_number) == 0)
    throw GraphError(fmt::format("there is no breakpoint or watch {}", number));
}

void Stops::clear() {
  breakpoints_.clear();
  watches_.clear();
}

void Stops::count(const std::vector<std::size_t>& numbers) {
  const auto add_hit = [&](auto& each) { each.hits += std::ranges::count(numbers, each.number) > 0 ? 1U : 0U; };
  std::ranges::for_each(breakpoints_, add_hit);
  std::ranges::for_each(watches_, add_hit);
}

}  // namespace chainrule
