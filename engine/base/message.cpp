#include <chainrule/engine/base/message.hpp>

namespace chainrule {

std::string message(std::string_view pattern, std::initializer_list<MessagePart> parts) {
  std::string result;
  for (const MessagePart& part : parts) {
    const std::size_t place = pattern.find("{}");
    result += pattern.substr(0, place);
    result += part.text();
    pattern.remove_prefix(place + 2);
  }
  return result += pattern;
}

}  // namespace chainrule
