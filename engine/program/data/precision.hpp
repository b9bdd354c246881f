// In which numbers a program computes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace chainrule {

enum class Precision : std::uint8_t { float64, float32 };

inline std::size_t bytes_per_number(Precision precision) { return precision == Precision::float64 ? 8 : 4; }

}  // namespace chainrule
