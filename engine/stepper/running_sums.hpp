// The sums that a cotangent goes through while contributions are added to it.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace chainrule {

/// The sums after 1, 2, ... contributions to one node, added up in their order. Some of them are kept, all of a
/// scalar's, so that going back does not add up everything again: of k contributions to a tensor about √k.
class RunningSums {
 public:
  /// `share(i)` is contribution i, from 0.
  using Share = std::function<std::vector<double>(std::size_t)>;

  RunningSums(std::size_t contributions, std::size_t numbers);

  /// The sum of the first `count` contributions, at least one.
  std::vector<double> after(std::size_t count, const Share& share);

 private:
  std::size_t numbers_;
  std::size_t stride_;        // the sum of every so many contributions is kept
  std::vector<double> kept_;  // one after another
};

}  // namespace chainrule
