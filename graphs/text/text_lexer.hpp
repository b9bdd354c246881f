/// Cuts the text form of a graph into tokens.
#pragma once

#include <chainrule/graphs/source/source_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chainrule {

enum class TokenKind : std::uint8_t {
  end,
  newline,
  name,    ///< an identifier
  string,  ///< a name in quotes
  number,
  plus,
  minus,
  star,
  slash,
  caret,
  at,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  assign,
  comma,
  colon,
  open_paren,
  close_paren,
  open_bracket,
  close_bracket
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t offset = 0;
  std::string_view text;  ///< as it stands in the source
  double number = 0;      ///< of a number
};

/// The meaning of a line break: the end of a statement, or as good as a space.
enum class LineBreaks : std::uint8_t { end_statements, are_spaces };

/// Holds one token at a time. Comments reach from # to the end of the line. Refers to the source.
class TextLexer {
 public:
  /// Reads the first token. Throws InputError, as advance() does, for characters that begin no token, malformed numbers
  /// and unterminated strings.
  TextLexer(const SourceText& source, LineBreaks line_breaks);

  [[nodiscard]] const SourceText& source() const { return *source_; }
  [[nodiscard]] const Token& token() const { return token_; }
  [[nodiscard]] bool at(TokenKind kind) const { return token_.kind == kind; }
  [[nodiscard]] bool at_name() const { return at(TokenKind::name) || at(TokenKind::string); }
  [[nodiscard]] bool at_statement_end() const { return at(TokenKind::newline) || at(TokenKind::end); }

  void advance();
  /// Advances if the token is of that kind.
  bool take(TokenKind kind);
  /// Throws InputError "expected ..." unless the token is of that kind, then advances.
  void expect(TokenKind kind, std::string_view what);
  /// The name that the token stands for: an identifier, or what a string says.
  [[nodiscard]] std::string_view name();
  /// Takes a name, or throws InputError "expected ...". Valid until the next name is taken.
  std::string_view expect_name(std::string_view what);

  /// Whether what follows the token, spaces apart, begins so.
  [[nodiscard]] bool followed_by(char character) const;
  /// A single `=` follows, not `==`.
  [[nodiscard]] bool followed_by_assignment() const;

  /// Throws InputError: expected `what` but found this token.
  [[noreturn]] void fail_expecting(std::string_view what) const;
  [[noreturn]] void fail(std::size_t offset, std::string_view message) const { source_->fail(offset, message); }

 private:
  [[nodiscard]] std::size_t after_blanks() const;
  void take_number();
  void take_string();
  void take_symbol();
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return next_ + ahead < text_.size() ? text_[next_ + ahead] : '\0';
  }
  void make(TokenKind kind, std::size_t length);

  const SourceText* source_;
  std::string_view text_;
  LineBreaks line_breaks_;
  std::size_t next_;  // where the text goes on behind the token
  Token token_;
  std::string unescaped_;
};

}  // namespace chainrule
