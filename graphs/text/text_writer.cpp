#include <chainrule/graphs/source/writing_order.hpp>
#include <chainrule/graphs/text/expression_writer.hpp>
#include <chainrule/graphs/text/literal.hpp>
#include <chainrule/graphs/text/text_writer.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace chainrule {
namespace {

/// Goes through the nodes in order. An operation that may stand inside its consumer's expression waits for it. Reading
/// makes the nodes of a statement where the statement stands, so before a statement that does not contain them the
/// waiting ones get statements of their own: the order of creation survives.
class TextWriter {
 public:
  explicit TextWriter(const Graph& graph)
      : graph_(graph), expressions_(graph), consumers_(consumer_counts(graph)), must_be_named_(graph.size()) {
    for (const Graph::Naming& naming : graph.names()) must_be_named_[naming.node] = true;
    for (const Group& group : graph.groups())
      for (const NodeId id : group.nodes) must_be_named_[id] = true;
    if (const auto loss = graph.loss()) must_be_named_[loss->id()] = true;
  }

  std::string write() {
    const std::vector<NodeId> order = writing_order(graph_);
    define_hidden_examples(order);
    for (const NodeId id : order) {
      write_node(id);
      write_aliases();
    }
    for (const Group& group : graph_.groups()) write_group(group);
    if (const auto loss = graph_.loss()) statement(fmt::format("loss {}", expressions_.name(loss->id())));
    end_line();
    return std::move(text_);
  }

 private:
  /// The word `examples` means m only as long as no other node has that name.
  void define_hidden_examples(const std::vector<NodeId>& order) {
    const auto taken = graph_.find("examples");
    if (!taken || graph_.role(taken->id()) == Role::examples) return;
    for (const NodeId id : order)
      if (graph_.role(id) == Role::examples) define(id);
  }

  void write_node(NodeId id) {
    if (expressions_.is_defined(id)) return;
    switch (graph_.role(id)) {
      case Role::input:
      case Role::parameter:
        return write_variable(id);
      case Role::constant:
        if (must_be_named_[id] || !is_inline_constant(id)) define(id);
        return;
      case Role::examples:
        if (!graph_.name_of(id).empty()) define(id);
        return;
      case Role::operation:
        return write_operation(id);
    }
  }

  [[nodiscard]] bool is_inline_constant(NodeId id) const {
    const Shape& shape = graph_.shape(id);
    return shape.is_scalar() || (consumers_[id] == 1 && is_told_by_nesting(shape));
  }

  void write_operation(NodeId id) {
    const std::size_t inside = waiting_operands(id);
    const std::vector<NodeId> inner(waiting_.end() - static_cast<std::ptrdiff_t>(inside), waiting_.end());
    const bool can_wait = consumers_[id] == 1 && !must_be_named_[id];
    waiting_.resize(waiting_.size() - inside);
    if (can_wait) return waiting_.push_back(id);
    define_waiting();
    define(id);
  }

  /// How many of those that wait last are the operands of this node. They wait in the order in which its expression
  /// will have them; should they not, they are defined.
  std::size_t waiting_operands(NodeId id) {
    std::vector<NodeId> operands;
    for (const NodeId operand : graph_.operands(id))
      if (graph_.role(operand) == Role::operation && !expressions_.is_defined(operand)) operands.push_back(operand);
    const auto last = waiting_.end() - static_cast<std::ptrdiff_t>(operands.size());
    if (std::equal(last, waiting_.end(), operands.begin())) return operands.size();
    define_waiting();
    return 0;
  }

  void define_waiting() {
    for (const NodeId id : waiting_) define(id);
    waiting_.clear();
  }

  void define(NodeId id) {
    std::string& line = begin_statement();
    line += expressions_.name(id);
    if (graph_.role(id) == Role::constant && !is_told_by_nesting(graph_.shape(id))) line += shape_suffix(id);
    line += " = ";
    expressions_.append_definition(line, id);
    expressions_.set_defined(id);
  }

  void write_variable(NodeId id) {
    const Role role = graph_.role(id);
    constexpr std::size_t kLongLine = 90;
    if (line_of_ == role && text_.size() - line_start_ < kLongLine) {
      text_ += ", ";
    } else {
      begin_statement() += role == Role::input ? "input " : "param ";
      line_of_ = role;
    }
    text_ += expressions_.name(id);
    const std::span<const double> values = graph_.values(id);
    const Shape& shape = graph_.shape(id);
    if (values.empty() || !is_told_by_nesting(shape)) text_ += shape_suffix(id);
    if (!values.empty()) text_ += " = " + written_literal(shape, values);
    expressions_.set_defined(id);
  }

  [[nodiscard]] std::string shape_suffix(NodeId id) const {
    const Shape& shape = graph_.shape(id);
    return shape.is_scalar() ? "" : fmt::format("[{}]", fmt::join(shape.extents(), ","));
  }

  /// Further names of nodes that have one, as far as they come next in the order of names.
  void write_aliases() {
    const auto names = graph_.names();
    for (; next_name_ < names.size() && expressions_.is_defined(names[next_name_].node); ++next_name_) {
      const auto& [name, node] = names[next_name_];
      if (name != graph_.name_of(node)) statement(fmt::format("{} = {}", checked_name(name), expressions_.name(node)));
    }
  }

  void write_group(const Group& group) {
    std::vector<std::string> names;
    for (const NodeId id : group.nodes) names.push_back(expressions_.name(id));
    statement(fmt::format("group {}:{}{}", checked_name(group.name), names.empty() ? "" : " ", fmt::join(names, ", ")));
  }

  void statement(std::string_view words) { begin_statement() += words; }

  std::string& begin_statement() {
    end_line();
    line_start_ = text_.size();
    line_of_ = Role::operation;
    return text_;
  }

  void end_line() {
    if (!text_.empty()) text_ += '\n';
  }

  const Graph& graph_;
  ExpressionWriter expressions_;
  std::vector<std::uint32_t> consumers_;
  std::vector<bool> must_be_named_;
  std::vector<NodeId> waiting_;
  std::string text_;
  std::size_t line_start_ = 0;
  Role line_of_ = Role::operation;  // of variables, if the last line lists some
  std::size_t next_name_ = 0;
};

}  // namespace

std::string write_text(const Graph& graph) { return TextWriter(graph).write(); }

}  // namespace chainrule
