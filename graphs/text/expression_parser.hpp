/// Reads the expressions of the text form.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/op/precedence.hpp>
#include <chainrule/graphs/text/text_lexer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// Appends the nodes of expressions to a graph. It keeps its own stack, so that nothing is nested too deeply.
class ExpressionParser {
 public:
  /// Gives the node for a name that the graph does not have, or throws; told where the name stands.
  using UnknownName = std::function<Expr(std::string_view name, std::size_t offset)>;

  ExpressionParser(Graph& graph, TextLexer& lexer, UnknownName unknown_name);

  /// Takes the tokens of one expression. The result may be a plain number. Throws InputError.
  Expr parse();

 private:
  enum class Kind : std::uint8_t { paren, call, prefix, infix };

  /// A bracket or operator whose right end has not come yet.
  struct Pending {
    Kind kind = Kind::paren;
    Level level = kAny;            // of operators
    const OpInfo* op = nullptr;    // null where the language has no op of an operator's symbol
    std::string_view symbol = {};  // of operators
    std::size_t offset = 0;
    std::size_t first_operand = 0;  // of a call, on the stack of operands
  };

  // Each of these two says whether an operand is complete now; if not, one must follow.
  bool take_operand();
  bool take_prefix_minus();
  bool take_prefix_plus();

  bool take_name();
  bool open_call();
  bool take_attributes();
  void take_attribute(const OpInfo& op, Attributes& attributes);

  // Each of these says whether it found what it takes.
  bool close_bracket();
  bool take_infix();
  bool take_comma();

  [[nodiscard]] bool at_number() const;
  [[nodiscard]] bool at_attribute() const;
  /// Applies what binds at least as tightly as an infix operator of that level; all back to a bracket if it is kAny.
  void reduce_operators(Level level);
  void reduce_last();
  void finish_call(const Attributes& attributes);
  void check_call(const OpInfo& op, const Pending& call, const Attributes& attributes) const;

  Expr pop();
  Expr compare(const Pending& comparison, const Expr& a, const Expr& b);
  Expr apply_operator(Notation notation, std::string_view symbol, std::size_t offset, std::span<const Expr> operands);
  Expr apply(const OpInfo& op, std::size_t offset, std::span<const Expr> operands, const Attributes& attributes = {});
  /// Null if there is no such op.
  [[nodiscard]] const OpInfo* find(std::string_view op) const;
  [[nodiscard]] const OpInfo* find(Notation notation, std::string_view symbol) const;
  [[noreturn]] void fail_unknown_op(std::string_view name, std::size_t offset) const;

  Graph& graph_;
  TextLexer& lexer_;
  UnknownName unknown_name_;
  std::unordered_map<std::string_view, const OpInfo*> ops_;
  std::vector<Pending> pending_;
  std::vector<Expr> operands_;
  std::array<std::vector<std::int64_t>, Attributes::kMost> attribute_values_;
};

}  // namespace chainrule
