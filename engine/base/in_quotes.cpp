#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/engine/base/utf8.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <iterator>

namespace chainrule {

std::string in_quotes(std::string_view text, char mark) {
  constexpr std::size_t kLongest = 40;
  std::string result(1, mark);
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == kLongest) return result + "..." + mark;
    const std::string_view before = text;
    const bool is_character = utf8_length(text) != 0;
    const bool is_seen = !is_control(take_character(text)) && is_character;
    const std::string_view bytes = before.substr(0, before.size() - text.size());
    if (is_seen) {
      result += bytes;
    } else {
      for (const char byte : bytes)
        fmt::format_to(std::back_inserter(result), "\\x{:02x}", static_cast<unsigned char>(byte));
    }
  }
  return result + mark;
}

}  // namespace chainrule
