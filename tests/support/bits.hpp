// Numbers compared bit for bit.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

namespace chainrule::testing {

inline bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// All NaNs are alike: which NaN an operation gives, hardware chooses.
inline bool same_bits_or_nan(double a, double b) { return same_bits(a, b) || (std::isnan(a) && std::isnan(b)); }

inline bool same_bits(std::span<const double> a, std::span<const double> b) {
  return std::ranges::equal(a, b, [](double x, double y) { return same_bits(x, y); });
}

inline bool same_bits_or_nan(std::span<const double> a, std::span<const double> b) {
  return std::ranges::equal(a, b, [](double x, double y) { return same_bits_or_nan(x, y); });
}

}  // namespace chainrule::testing
