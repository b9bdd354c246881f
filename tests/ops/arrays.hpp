// Arrays of numbers for the tests of the structural ops.
#pragma once

#include <chainrule/engine/op/array.hpp>

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace chainrule::testing {

/// Makes arrays in an arena of its own.
class Arrays {
 public:
  Array operator()(const Shape& shape, std::initializer_list<double> numbers) {
    const std::span<double> memory = arena_.allocate_array<double>(numbers.size());
    std::ranges::copy(numbers, memory.begin());
    return {arena_, shape, memory.data()};
  }
  Array vector(std::initializer_list<double> numbers) {
    return (*this)(Shape{static_cast<std::int64_t>(numbers.size())}, numbers);
  }

 private:
  Arena arena_;
};

inline std::vector<double> numbers_of(const Array& array) { return {array.values().begin(), array.values().end()}; }

}  // namespace chainrule::testing
