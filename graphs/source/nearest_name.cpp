#include <chainrule/graphs/source/nearest_name.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace chainrule {

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit) return limit + 1;
  // Row i holds the distances of a's first i characters to each beginning of b.
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    if (*std::ranges::min_element(row) > limit) return limit + 1;
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

void NearestName::consider(std::string_view candidate) {
  if (limit_ == 0 || candidate == name_) return;
  const std::size_t distance = edit_distance(name_, candidate, limit_);
  if (distance > limit_ || (!nearest_.empty() && distance == limit_)) return;
  nearest_ = candidate;
  limit_ = distance;
}

std::string NearestName::hint() const {
  return nearest_.empty() ? std::string() : "; did you mean " + std::string(nearest_) + "?";
}

}  // namespace chainrule
