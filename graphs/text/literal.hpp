/// Numbers, nested lists of numbers and settings of ops, as the text form writes them.
#pragma once

#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/base/shape.hpp>
#include <chainrule/engine/op/op.hpp>
#include <chainrule/graphs/text/text_lexer.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// A number or a tensor. `[]` fits any shape without elements.
struct Literal {
  Shape shape;
  std::vector<double> values;

  [[nodiscard]] bool fits(const Shape& wanted) const {
    return shape == wanted || (shape == Shape{0} && wanted.size() == 0);
  }
};

/// Puts a tensor together from what a nested list says, whatever the syntax. Nothing here recurses: a list is at most
/// eight deep.
class LiteralBuilder {
 public:
  /// Each returns what is wrong, or an empty text.
  [[nodiscard]] std::string open_list();
  [[nodiscard]] std::string close_list();
  [[nodiscard]] std::string add(double number);

  /// Everything that was opened is closed.
  [[nodiscard]] bool is_complete() const { return counts_.empty() && rank_ >= 0; }
  [[nodiscard]] std::size_t depth() const { return counts_.size(); }
  [[nodiscard]] Literal take();

 private:
  static constexpr std::int64_t kUnknown = -1;
  void count_element();

  std::vector<std::int64_t> counts_;  // elements so far of each list that is open
  std::vector<std::int64_t> extents_;
  std::int64_t rank_ = kUnknown;
  std::vector<double> values_;
};

// Each takes its tokens and leaves the one behind them. They throw InputError.

/// `0.5`, `-inf`, `nan`.
double take_number(TextLexer& lexer);
/// `0.5` or `[[1, 2], [3, 4]]`.
Literal take_literal(TextLexer& lexer);
/// `[2, 3]`, whole numbers.
std::vector<std::int64_t> take_integers(TextLexer& lexer);
/// `[2, 3]` as a shape.
Shape take_shape(TextLexer& lexer);
/// The setting of an op: `1`, `[0, 1]`, `true`.
std::vector<std::int64_t> take_attribute(TextLexer& lexer, AttributeKind kind);

/// Reads a value that stands alone, such as a command line's. Throws InputError.
Literal read_literal(std::string_view text, std::string_view file);

/// A number, or a nested list, or `[]` where a nested list cannot say the shape. GraphError if there are too few
/// numbers.
std::string written_literal(const Shape& shape, std::span<const double> values,
                            std::string (*written_number)(double) = number_text);
/// "[2, 3]".
std::string written_integers(std::span<const std::int64_t> integers);
std::string written_attribute(AttributeKind kind, std::span<const std::int64_t> value);

/// "a number" or "a value of shape [2, 3]".
std::string described(const Shape& shape);

/// The name of a required attribute that is not there; empty if none is missing.
std::string_view missing_attribute(const OpInfo& op, const Attributes& attributes);

/// Whether a nested list says the shape. It cannot where an axis of length 0 hides later ones.
bool is_told_by_nesting(const Shape& shape);

}  // namespace chainrule
