/// The exceptions of chainrule: what went wrong, at which node, and where in which file.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace chainrule {

/// A place in a text. Lines and columns count from 1, columns in characters (code points, not bytes); 0 is unknown.
struct SourcePosition {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;

  bool operator==(const SourcePosition&) const = default;
};

/// "file:line:column", without the parts that are unknown.
inline std::string position_text(const SourcePosition& position) {
  std::string text = position.file;
  for (const std::size_t number : {position.line, position.column}) {
    if (number == 0) break;
    if (!text.empty()) text += ':';
    text += std::to_string(number);
  }
  return text;
}

/// The base of every exception thrown here. what() is "file:line:column: message", or the message alone when no
/// position is known. A reader may let the message go on in further lines (the source line and a caret below it).
class Error : public std::runtime_error {
 public:
  explicit Error(std::string message) : Error(std::move(message), std::nullopt, {}) {}

  /// An error at a node of a graph, by the node's name or label.
  Error(std::string message, std::string node) : Error(std::move(message), std::nullopt, std::move(node)) {}

  /// An error at a place in a text and, if known, at the node that the text defines.
  Error(std::string message, SourcePosition position, std::string node = {})
      : Error(std::move(message), std::optional(std::move(position)), std::move(node)) {}

  /// The message without the position.
  [[nodiscard]] const std::string& message() const noexcept { return message_; }

  /// The node's name or label; empty if the error belongs to no node.
  [[nodiscard]] const std::string& node() const noexcept { return node_; }

  [[nodiscard]] const std::optional<SourcePosition>& position() const noexcept { return position_; }

 private:
  Error(std::string message, std::optional<SourcePosition> position, std::string node)
      : std::runtime_error(full_text(message, position)),
        message_(std::move(message)),
        node_(std::move(node)),
        position_(std::move(position)) {}

  static std::string full_text(const std::string& message, const std::optional<SourcePosition>& position) {
    const std::string place = position ? position_text(*position) : std::string{};
    return place.empty() ? message : place + ": " + message;
  }

  std::string message_;
  std::string node_;
  std::optional<SourcePosition> position_;
};

/// Bad data from outside: a file, a number, a label. The command line ends with status 3.
class InputError : public Error {
 public:
  using Error::Error;
};

/// A graph misused: an unknown or duplicate name, a node of another graph.
class GraphError : public Error {
 public:
  using Error::Error;
};

/// Operands whose shapes do not fit each other or the op.
class ShapeError : public Error {
 public:
  using Error::Error;
};

/// An op applied wrongly: a bad attribute, a wrong number of operands, a malformed definition.
class OpError : public Error {
 public:
  using Error::Error;
};

/// A gradient read before a backward pass has computed it.
class NoGradient : public Error {
 public:
  using Error::Error;
};

/// A gradient read after a value that it depends on has changed.
class StaleGradient : public Error {
 public:
  using Error::Error;
};

/// A value read before it was computed, or after something it depends on was set.
class StaleValue : public Error {
 public:
  using Error::Error;
};

/// A program called wrongly: an unknown option, a format nobody can write. The command line ends with status 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

}  // namespace chainrule
