#include <chainrule/graphs/source/descriptor.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/graphs/source/source_text.hpp>
#include <chainrule/tools/text/terminal.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <iterator>

namespace chainrule {
namespace {

/// Of one byte; those of U+0080-9F are two.
bool is_plain(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return (code >= 0x20 && code < 0x7F) || byte == '\n' || byte == '\t';
}

bool is_shown(std::string_view character) {
  if (character.size() == 1) return is_plain(character[0]);
  return !(character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0);
}

}  // namespace

std::string terminal_text(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
    result += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::string_view character = text.substr(0, std::max<std::size_t>(utf8_length(text), 1));
    if (is_shown(character)) {
      result += character;
    } else {
      for (const char byte : character)
        fmt::format_to(std::back_inserter(result), "\\x{:02x}", static_cast<unsigned char>(byte));
    }
    text.remove_prefix(character.size());
  }
  return result;
}

void tell(std::string_view text) { static_cast<void>(write_all(STDERR_FILENO, terminal_text(text))); }

void print(std::string_view text) { write_file("-", terminal_text(text)); }

/// A closed stream stays one that fails: what is opened for it cannot be used its way.
void prepare_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0)
      static_cast<void>(::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
}

}  // namespace chainrule
