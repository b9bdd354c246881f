#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/source/quoted_name.hpp>
#include <chainrule/graphs/text/literal.hpp>
#include <chainrule/tools/inspector/words.hpp>
#include <chainrule/tools/text/columns.hpp>

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

namespace chainrule::inspector {

namespace {

constexpr std::string_view kBlank = " \t\r\n\f\v";

/// Behind the name in quotes that begins the text; its end if the quotes are not closed.
std::size_t end_of_quotes(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return text.size();
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string_view take_word(std::string_view& text) {
  text = trimmed(text);
  const std::size_t begin = text.starts_with('"') ? end_of_quotes(text) : 0;
  const std::size_t end = std::min(text.find_first_of(kBlank, begin), text.size());
  const std::string_view word = text.substr(0, end);
  text = trimmed(text.substr(end));
  return word;
}

std::size_t parse_count(std::string_view text) {
  std::size_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  if (text.empty() || error != std::errc{} || stop != end)
    throw InputError(fmt::format("{} is not a whole number", in_quotes(text)));
  return count;
}

double parse_number(std::string_view text) {
  try {
    const Literal literal = read_literal(text, "");
    if (literal.shape.is_scalar()) return literal.values[0];
  } catch (const Error&) {  // the message below is about the command
  }
  throw InputError(fmt::format("{} is not a number", in_quotes(text)));
}

void expect_nothing(std::string_view command, std::string_view argument) {
  if (!argument.empty()) throw InputError(fmt::format("{}: what does {} mean here?", command, in_quotes(argument)));
}

std::string unquoted(std::string_view text) {
  if (!text.starts_with('"')) return std::string(text);
  std::optional<std::string> name = unquoted_name(text);
  if (!name) throw InputError(fmt::format("{} is not a name in quotes", in_quotes(text)));
  return *std::move(name);
}

std::string counted(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

}  // namespace chainrule::inspector
