// The common part of the printers of formulas: what is printed where it is used, where parentheses stand, and a stack
// of their own instead of recursion.
#pragma once

#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/op/precedence.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>

namespace chainrule {

/// Which unnamed nodes of an expression are printed in the place where they are used.
class Inlining {
 public:
  Inlining(const Graph& graph, NodeId root, const FormulaOptions& options);

  enum class Shown : std::uint8_t { by_label, in_place, left_out };
  Shown operator[](NodeId id) const;

 private:
  bool may_stand_in_place(NodeId id) const;
  bool is_small(NodeId id, std::size_t most_nodes) const;

  const Graph& graph_;
  std::unordered_map<NodeId, Shown> shown_;
};

/// Where an operand is printed. It needs parentheses if its own level is less than what is required there, or if it
/// begins with a minus and does not lead, for then something stands before it.
struct Context {
  Level required = kAny;
  bool leading = true;
};

/// Prints one expression from left to right. The writer of a dialect says how an operation is laid out in pieces.
class FormulaWriter {
 public:
  FormulaWriter(const Graph& graph, const Labels* labels, NodeId root, const FormulaOptions& options);
  virtual ~FormulaWriter() = default;
  std::string write();

 protected:
  struct Piece {
    enum class Kind : std::uint8_t { node, text, open, close, function, attributes, product, open_end };
    Kind kind = Kind::text;
    Context context{};      ///< of a node
    NodeId id = 0;          ///< of a node; whose function or attributes
    std::string_view text;  ///< must outlive the writer
  };
  /// How what is printed of a node holds together with its neighbours.
  struct Bond {
    Level level = kAtom;
    bool begins_with_minus = false;
  };

  /// Calls `put` for the pieces of an operation from left to right.
  virtual void lay_out(NodeId operation, bool leading) = 0;
  virtual Bond bond_of_operation(NodeId id) const = 0;
  virtual Bond bond_of_number(double number) const = 0;
  virtual std::string number_formula(double number) const = 0;
  virtual Dialect dialect() const = 0;
  /// Pieces that only some dialects know, and parentheses.
  virtual void write_special(const Piece& piece);
  /// The separator before a text that is about to be appended.
  virtual std::string_view separator_before(std::string_view /*text*/) { return {}; }
  virtual std::string finished() { return std::move(out_); }

  void put(NodeId id, Context context) {
    pieces_.push_back({.kind = Piece::Kind::node, .context = context, .id = id, .text = {}});
  }
  void put(std::string_view text) { pieces_.push_back({.text = text}); }
  void put(Piece::Kind kind, NodeId id = 0) { pieces_.push_back({.kind = kind, .id = id, .text = {}}); }
  /// name(operand, operand, attribute=value)
  void put_call(NodeId operation);
  struct Branch {
    NodeId value;
    NodeId condition;
  };
  /// The branches of a choice and of the choices nested in its last one, and what holds otherwise.
  std::pair<std::vector<Branch>, NodeId> branches(NodeId choice) const;

  /// Whether it is an operation that is printed, not named.
  bool stands_in_place(NodeId id) const;
  const OpInfo* op_in_place(NodeId id) const { return stands_in_place(id) ? &graph_.op(id) : nullptr; }
  Bond bond(NodeId id) const;
  bool needs_parentheses(NodeId id, Context context) const;
  void append(std::string_view text);

  const Graph& graph_;
  std::string out_;

 private:
  std::optional<double> number(NodeId id) const;
  std::string leaf_text(NodeId id);
  std::string_view label(NodeId id);
  std::string attributes_text(NodeId id) const;
  void write_piece(const Piece& piece);
  void write_node(const Piece& piece);
  bool is_full() const { return options_.limit != 0 && characters_ > options_.limit; }
  std::string cut_to_limit() const;

  const Labels* labels_;
  std::optional<Labels> own_labels_;
  const NodeId root_;
  const FormulaOptions options_;
  Inlining inlining_;
  std::vector<Piece> pieces_;  // of one operation
  std::vector<Piece> todo_;    // of all, the next one last
  std::size_t characters_ = 0;
};

std::unique_ptr<FormulaWriter> text_writer(const Graph& graph, const Labels* labels, NodeId root, Dialect dialect,
                                           const FormulaOptions& options);
std::unique_ptr<FormulaWriter> latex_writer(const Graph& graph, const Labels* labels, NodeId root,
                                            const FormulaOptions& options);
std::unique_ptr<FormulaWriter> javascript_writer(const Graph& graph, const Labels* labels, NodeId root,
                                                 const FormulaOptions& options);

/// A name in LaTeX: w1 is w_{1}, alpha is \alpha, loss is \mathrm{loss}.
std::string latex_name(std::string_view name);
/// An op's name where it is written as a function, and the name of one of its attributes.
std::string function_formula(const OpInfo& op, Dialect dialect);
std::string attribute_formula(std::string_view name, Dialect dialect);
/// The op's LaTeX pattern with the names that its definition gives to the operands.
std::string latex_notation(const OpInfo& op);

/// How tightly the right operand of an infix op must hold together for people, who read a + (b + c) and a·(b·c) without
/// parentheses.
Level required_on_right_for_people(const OpInfo& op, const OpInfo* operand);

}  // namespace chainrule
