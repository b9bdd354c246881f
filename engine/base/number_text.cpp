#include <chainrule/engine/base/number_text.hpp>
#include <cmath>
#include <fmt/core.h>

namespace chainrule {
namespace {

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

bool suits_decimals(double magnitude, int digits) {
  return magnitude == 0 || (magnitude >= std::pow(10.0, 2 - digits) && magnitude < 1e7);
}

}  // namespace

std::string number_text(double number) {
  if (std::isnan(number)) return "nan";  // fmt would print the sign bit
  return fmt::format("{}", number);
}

std::string short_text(double number, int digits) {
  if (!std::isfinite(number)) return number_text(number);
  if (suits_decimals(std::abs(number), digits)) return without_trailing_zeros(fmt::format("{:.{}f}", number, digits));
  return fmt::format("{:.{}g}", number, digits + 1);
}

}  // namespace chainrule
