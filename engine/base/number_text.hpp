/// Numbers as text: exact for machines, short for people.
#pragma once

#include <string>

namespace chainrule {

/// The shortest text that reads back to the same bits: "0.1", "1e-07", "-0". Not a number is "nan" whatever its sign
/// bit, the infinities are "inf" and "-inf".
std::string number_text(double number);

/// The number as a person would write it, with at most `digits` decimals and no trailing zeros: "-1.904837", "0.1",
/// "1". Numbers too small to show three digits that way, and those from 1e7 on, are written like "4.5e-309".
std::string short_text(double number, int digits = 6);

}  // namespace chainrule
