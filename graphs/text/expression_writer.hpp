/// Writes nodes as expressions of the text form.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/engine/op/precedence.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// Knows which nodes a text has defined. Those are written by name, the others as the expressions that they are.
class ExpressionWriter {
 public:
  explicit ExpressionWriter(const Graph& graph) : graph_(graph), labels_(graph), defined_(graph.size()) {}

  [[nodiscard]] bool is_defined(NodeId node) const { return defined_[node]; }
  void set_defined(NodeId node) { defined_[node] = true; }

  /// The name by which the text calls the node: its first, or else its label. Throws GraphError if it is not UTF-8.
  [[nodiscard]] std::string name(NodeId node);
  /// Appends what the node is, with as few parentheses as keep it so.
  void append_definition(std::string& text, NodeId node);

 private:
  enum class Kind : std::uint8_t { words, node, end_of_call };

  /// A piece that is still to be written.
  struct Piece {
    Kind kind = Kind::node;
    Level required = kAny;  // of a node: it must hold together at least so tightly
    bool negated = false;   // a minus stands before it
    NodeId node = 0;
    std::string_view words = {};
  };

  void append(std::string& text, const Piece& piece);
  void append_constant(std::string& text, const Piece& piece) const;
  void open_operation(std::string& text, const Piece& piece);
  void open_operator(std::string& text, const Piece& piece);
  void open_call(std::string& text, NodeId node);
  void close_call(std::string& text, NodeId node) const;
  void push_node(NodeId node, Level required, bool negated = false);
  void push_words(std::string_view words) { pieces_.push_back({.kind = Kind::words, .words = words}); }

  const Graph& graph_;
  Labels labels_;
  std::vector<bool> defined_;
  std::vector<Piece> pieces_;  // the next one last
  std::unordered_map<NodeId, std::string> number_names_;
  std::size_t next_number_name_ = 1;
};

/// Throws GraphError if the name is not UTF-8; otherwise the name as the text form writes it.
std::string checked_name(std::string_view name);

}  // namespace chainrule
