#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/base/utf8.hpp>
#include <chainrule/graphs/dot/dot_labels.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace chainrule {

namespace {

constexpr std::size_t kLongestString = 8000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_ascii_control(char32_t character) { return character < 0x20 || character == 0x7F; }

/// Code points that are no characters of XML: unpaired surrogates, over-long or too large code points, U+FFFE and
/// U+FFFF.
bool is_sound(char32_t character, std::size_t bytes) {
  const std::size_t needed = character < 0x80 ? 1U : character < 0x800 ? 2U : character < 0x10000 ? 3U : 4U;
  if (bytes != needed || character > 0x10FFFF) return false;
  return (character < 0xD800 || character > 0xDFFF) && character != 0xFFFE && character != 0xFFFF;
}

/// Takes one character off the text and gives its bytes, those of U+FFFD for what is none.
std::string_view take(std::string_view& text, char32_t& character) {
  const std::string_view before = text;
  character = take_character(text);
  const std::size_t bytes = before.size() - text.size();
  if (is_sound(character, bytes)) return before.substr(0, bytes);
  character = 0xFFFD;
  return "\uFFFD";
}

void append_html(std::string& out, char32_t character, std::string_view bytes) {
  switch (character) {
    case U'&':
      out += "&amp;";
      return;
    case U'<':
      out += "&lt;";
      return;
    case U'>':
      out += "&gt;";
      return;
    case U'"':
      out += "&quot;";
      return;
    case U'\'':
      out += "&#39;";
      return;
    case U'\n':
      out += "&#10;<BR/>";
      return;  // the character for whoever reads the label, the tag for Graphviz
    case 0x7F:
      out += "␡";
      return;
    default:
      break;
  }
  if (is_ascii_control(character)) {
    out += "\xE2\x90";  // U+2400, "␀", and what follows it
    out += static_cast<char>(0x80 + character);
  } else {
    out += bytes;
  }
}

/// Where the number at the end of a word begins; the word's length if there is none or nothing before it.
std::size_t number_start(std::string_view word) {
  std::size_t start = word.size();
  while (start > 0 && is_digit(word[start - 1])) --start;
  return start == 0 || word[start - 1] == '_' ? word.size() : start;
}

std::string html_word(std::string_view word) {
  const std::size_t start = number_start(word);
  if (start == word.size()) return html_text(word);
  return fmt::format("{}<SUB>{}</SUB>", html_text(word.substr(0, start)), word.substr(start));
}

/// A letter, perhaps with a number: what a product shows without a sign.
bool is_single_letter(std::string_view name) {
  if (!is_word(name)) return false;
  take_character(name);
  return std::ranges::all_of(name, is_digit);
}

/// Reads a formula piece by piece and writes it as HTML.
class FormulaTypesetter {
 public:
  FormulaTypesetter(std::string_view formula, const WordMeaning& meaning) : rest_(formula), meaning_(meaning) {}

  std::string write() {
    while (!rest_.empty()) {
      if (is_digit(rest_[0])) {
        write_number();
      } else if (const std::size_t length = word_length(rest_); length > 0) {
        write_word(rest_.substr(0, length));
      } else {
        write_sign();
      }
    }
    return out_;
  }

 private:
  static std::size_t word_length(std::string_view text) {
    std::string_view rest = text;
    while (!rest.empty()) {
      std::string_view next = rest;
      const char32_t character = take_character(next);
      const bool is_digit_inside =
          character < 0x80 && is_digit(static_cast<char>(character)) && rest.size() < text.size();
      if (!is_letter(character) && character != U'_' && !is_digit_inside) break;
      rest = next;
    }
    return text.size() - rest.size();
  }

  void write_number() {
    std::size_t length = 0;
    const auto skip_digits = [&] {
      while (length < rest_.size() && (is_digit(rest_[length]) || rest_[length] == '.')) ++length;
    };
    skip_digits();
    if (length + 2 < rest_.size() && rest_[length] == 'e' && (rest_[length + 1] == '-' || rest_[length + 1] == '+')) {
      length += 2;
      skip_digits();
    }
    out_ += rest_.substr(0, length);
    rest_.remove_prefix(length);
    if (rest_.starts_with('*') && is_single_letter(next_name().value_or(""))) rest_.remove_prefix(1);  // 2x
  }

  void write_word(std::string_view word) {
    rest_.remove_prefix(word.size());
    const auto name = meaning_(word);
    out_ += name ? html_word(*name) : html_text(word);
    if (name && rest_.starts_with('*') && is_single_letter(*name) && is_single_letter(next_name().value_or("")))
      rest_.remove_prefix(1);  // w1x1
  }

  /// The name after a sign.
  std::optional<std::string_view> next_name() const {
    const std::string_view word = rest_.substr(1, word_length(rest_.substr(1)));
    return word.empty() ? std::nullopt : meaning_(word);
  }

  /// A name in quotes, as it is.
  void write_quoted() {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
    end = std::min(end + 1, rest_.size());
    out_ += html_text(rest_.substr(0, end));
    rest_.remove_prefix(end);
  }

  void write_power() {
    rest_.remove_prefix(1);
    out_ += "<SUP>";
    write_number();
    out_ += "</SUP>";
  }

  void write_sign() {
    const char sign = rest_[0];
    if (sign == '"') return write_quoted();
    if (sign == '^' && rest_.size() > 1 && is_digit(rest_[1])) return write_power();
    if (sign == '*') {
      out_ += "·";
    } else if (sign == '-' && (rest_.size() < 2 || !is_digit(rest_[1]))) {
      out_ += "−";
    } else {
      char32_t character = 0;
      const std::string_view bytes = take(rest_, character);
      append_html(out_, character, bytes);
      return;
    }
    rest_.remove_prefix(1);
  }

  std::string_view rest_;
  const WordMeaning& meaning_;
  std::string out_;
};

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    char32_t character = 0;
    const std::string_view bytes = take(text, character);
    append_html(out, character, bytes);
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t most) {
  std::string_view rest = text;
  std::size_t kept = 0;
  for (std::size_t count = 0; !rest.empty(); ++count) {
    if (count + 1 == most) kept = text.size() - rest.size();
    if (count == most) return std::string(text.substr(0, kept)) + "…";
    take_character(rest);
  }
  return std::string(text);
}

std::string html_name(std::string_view name) {
  const std::string shown = shortened(name);
  return is_word(shown) ? html_word(shown) : html_text(shown);
}

std::string html_formula(std::string_view formula, const WordMeaning& meaning) {
  return FormulaTypesetter(formula, meaning).write();
}

std::string quoted_attribute(std::string_view text) {
  std::string out = "\"";
  std::size_t start = out.size();
  while (!text.empty()) {
    if (out.size() - start >= kLongestString) {
      out += "\" + \"";
      start = out.size();
    }
    char32_t character = 0;
    const std::string_view bytes = take(text, character);
    if (character == U'"' || character == U'\\') {
      out += '\\';
      out += bytes;
    } else if (is_ascii_control(character) && character != U'\n') {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(character));
    } else {
      out += bytes;
    }
  }
  return out + '"';
}

}  // namespace chainrule
