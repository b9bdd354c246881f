// Few words in which people see numbers.
#pragma once

#include <chainrule/engine/base/shape.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace chainrule {

/// One as it is, few as a list, many by their first and last.
std::string numbers_text(std::span<const double> numbers);

/// The numbers as the second factor of a product: in parentheses if they begin with a minus.
std::string factor_text(std::span<const double> numbers);

/// Few as a list, of more the shape, the norm and the range: "[2, 3], norm 9.53939, from 1 to 6". `numbers` may be of
/// several examples.
std::string summary_text(std::span<const double> numbers, const Shape& shape);

/// A shorter text, where the shape is known: of many numbers only the norm, of one or few themselves if that takes no
/// more than so many columns.
std::string glance_text(std::span<const double> numbers, std::size_t columns);

/// The Euclidean norm.
double norm_of(std::span<const double> numbers);

}  // namespace chainrule
