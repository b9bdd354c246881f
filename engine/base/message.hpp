// Messages of what headers throw: without fmt, which whoever includes them would have to read.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace chainrule {

/// A text or a whole number in a message.
class MessagePart {
 public:
  MessagePart(std::string text) : text_(std::move(text)) {}                            // NOLINT: message("{}", {name})
  MessagePart(const char* text) : text_(text) {}                                       // NOLINT
  template <std::integral I> MessagePart(I number) : text_(std::to_string(number)) {}  // NOLINT

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// The pattern with each {} replaced by the next of the parts.
std::string message(std::string_view pattern, std::initializer_list<MessagePart> parts);

}  // namespace chainrule
