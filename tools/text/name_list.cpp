#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/text/text_lexer.hpp>
#include <chainrule/tools/text/name_list.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

std::string take_name(std::string_view& rest, char separator, std::string_view option) {
  std::size_t length = std::min(rest.find(separator), rest.size());
  std::string name(rest.substr(0, length));
  if (rest.starts_with('"')) {
    const SourceText source(rest, option);
    source.check_encoding();
    TextLexer lexer(source, LineBreaks::are_spaces);
    name = lexer.name();
    length = lexer.token().text.size();
  }
  const bool ends = length == rest.size() || rest[length] == separator;
  if (name.empty() || !ends) throw UsageError(fmt::format("{}: expected a name at {}", option, in_quotes(rest)));
  rest.remove_prefix(length);
  return name;
}

std::vector<std::string> split_names(std::string_view list, std::string_view option) {
  std::vector<std::string> names{take_name(list, ',', option)};
  while (!list.empty()) {
    list.remove_prefix(1);
    names.push_back(take_name(list, ',', option));
  }
  return names;
}

}  // namespace chainrule
