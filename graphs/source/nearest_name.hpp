/// The name somebody may have meant.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chainrule {

/// How many characters have to be typed, struck out, replaced or swapped with their neighbour to make one name of the
/// other; a number above `limit` once it is certain to exceed it.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// Remembers the candidate that is nearest to the name: within a third of its length.
class NearestName {
 public:
  explicit NearestName(std::string_view name)
      : name_(name), limit_(name.size() > kLongest ? 0 : (name.size() + 1) / 3) {}
  void consider(std::string_view candidate);
  /// "; did you mean exp?", or nothing.
  [[nodiscard]] std::string hint() const;

 private:
  static constexpr std::size_t kLongest = 64;
  std::string_view name_;
  std::size_t limit_;
  std::string_view nearest_;
};

}  // namespace chainrule
