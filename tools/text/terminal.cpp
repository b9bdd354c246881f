#include <chainrule/engine/base/utf8.hpp>
#include <chainrule/graphs/source/descriptor.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/tools/text/terminal.hpp>

#include <fmt/format.h>

#include <csignal>
#include <fcntl.h>
#include <iterator>

namespace chainrule {
namespace {

bool is_shown(char32_t character) { return !is_control(character) || character == U'\n' || character == U'\t'; }

}  // namespace

std::string terminal_text(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::string_view before = text;
    const bool is_character = utf8_length(text) != 0;
    const bool shows = is_shown(take_character(text)) && is_character;
    const std::string_view bytes = before.substr(0, before.size() - text.size());
    if (shows) {
      result += bytes;
    } else {
      for (const char byte : bytes)
        fmt::format_to(std::back_inserter(result), "\\x{:02x}", static_cast<unsigned char>(byte));
    }
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
