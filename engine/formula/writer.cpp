#include <chainrule/engine/formula/writer.hpp>

#include <chainrule/engine/base/number_text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <queue>
#include <utility>

namespace chainrule {

namespace {

/// Nodes that are looked at for every character that may be printed: a chain of any length has a short beginning.
constexpr std::size_t kNodesPerCharacter = 16;

/// The bytes of the first `count` characters.
std::size_t prefix_length(std::string_view text, std::size_t count) {
  std::size_t length = 0;
  for (; length < text.size(); ++length)
    if ((text[length] & 0xC0) != 0x80 && count-- == 0) break;
  return length;
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// [[1, 2], [3, 4]]; [] if there are no elements.
std::string nested_list(const Shape& shape, std::span<const double> values) {
  if (values.empty()) return "[]";
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::size_t lists = 0;  // that begin with this element
    for (std::size_t axis = shape.rank(), run = 1; axis-- > 0; ++lists)
      if (i % (run *= static_cast<std::size_t>(shape[axis])) != 0) break;
    if (i > 0) text.append(lists, ']').append(", ");
    text.append(lists, '[').append(number_text(values[i]));
  }
  return text.append(shape.rank(), ']');
}

}  // namespace

/// Consumers come after their operands, so from the highest id down all uses of a node are known when it is its turn.
Inlining::Inlining(const Graph& graph, NodeId root, const FormulaOptions& options) : graph_(graph) {
  if (!options.inline_unnamed) return;
  std::unordered_map<NodeId, std::size_t> uses;
  std::priority_queue<NodeId> open;
  const auto is_labelled = [&](NodeId id) { return options.by_label != nullptr && (*options.by_label)[id]; };
  const auto use_operands_of = [&](NodeId consumer) {
    for (const NodeId id : graph.operands(consumer))
      if (may_stand_in_place(id) && !is_labelled(id) && uses[id]++ == 0) open.push(id);
  };
  use_operands_of(root);
  while (!open.empty()) {
    const NodeId id = open.top();
    open.pop();
    if (options.limit != 0 && shown_.size() > kNodesPerCharacter * options.limit) {
      shown_[id] = Shown::left_out;
    } else if (uses[id] == 1 || is_small(id, options.repeat_up_to)) {
      shown_[id] = Shown::in_place;
      use_operands_of(id);
    }
  }
}

Inlining::Shown Inlining::operator[](NodeId id) const {
  const auto found = shown_.find(id);
  return found == shown_.end() ? Shown::by_label : found->second;
}

bool Inlining::may_stand_in_place(NodeId id) const {
  return graph_.role(id) == Role::operation && graph_.name_of(id).empty();
}

bool Inlining::is_small(NodeId id, std::size_t most_nodes) const {
  std::vector<NodeId> open{id};
  for (std::size_t nodes = 0; !open.empty(); ++nodes) {
    if (nodes == most_nodes) return false;
    const NodeId next = open.back();
    open.pop_back();
    if (next != id && !may_stand_in_place(next)) continue;
    const std::span<const NodeId> operands = graph_.operands(next);
    if (operands.size() > most_nodes) return false;
    open.insert(open.end(), operands.begin(), operands.end());
  }
  return true;
}

FormulaWriter::FormulaWriter(const Graph& graph, const Labels* labels, NodeId root, const FormulaOptions& options)
    : graph_(graph), labels_(labels), root_(root), options_(options), inlining_(graph, root, options) {}

std::string FormulaWriter::write() {
  todo_.push_back({.kind = Piece::Kind::node, .context = {}, .id = root_, .text = {}});
  while (!todo_.empty() && !is_full()) {
    const Piece piece = todo_.back();
    todo_.pop_back();
    write_piece(piece);
    todo_.insert(todo_.end(), pieces_.rbegin(), pieces_.rend());
    pieces_.clear();
  }
  return is_full() ? cut_to_limit() : finished();
}

std::string FormulaWriter::cut_to_limit() const {
  return out_.substr(0, prefix_length(out_, options_.limit - 1)) + "…";
}

void FormulaWriter::append(std::string_view text) {
  const std::string_view separator = separator_before(text);
  out_ += separator;
  out_ += text;
  if (options_.limit != 0) characters_ += character_count(separator) + character_count(text);
}

void FormulaWriter::write_piece(const Piece& piece) {
  switch (piece.kind) {
    case Piece::Kind::node:
      return write_node(piece);
    case Piece::Kind::text:
      return append(piece.text);
    case Piece::Kind::function:
      return append(function_formula(graph_.op(piece.id), dialect()));
    case Piece::Kind::attributes:
      return append(attributes_text(piece.id));
    default:
      return write_special(piece);
  }
}

void FormulaWriter::write_special(const Piece& piece) {
  if (piece.kind == Piece::Kind::open) append("(");
  if (piece.kind == Piece::Kind::close) append(")");
}

void FormulaWriter::write_node(const Piece& piece) {
  const bool parentheses = needs_parentheses(piece.id, piece.context);
  if (stands_in_place(piece.id)) {
    if (parentheses) put(Piece::Kind::open);
    lay_out(piece.id, parentheses || piece.context.leading);
    if (parentheses) put(Piece::Kind::close);
    return;
  }
  const std::string text = leaf_text(piece.id);
  append(parentheses ? fmt::format("({})", text) : text);
}

bool FormulaWriter::stands_in_place(NodeId id) const {
  return graph_.role(id) == Role::operation && (id == root_ || inlining_[id] == Inlining::Shown::in_place);
}

FormulaWriter::Bond FormulaWriter::bond(NodeId id) const {
  if (const auto value = number(id)) return bond_of_number(*value);
  return stands_in_place(id) ? bond_of_operation(id) : Bond{};
}

bool FormulaWriter::needs_parentheses(NodeId id, Context context) const {
  const Bond own = bond(id);
  return own.level < context.required || (own.begins_with_minus && !context.leading);
}

std::optional<double> FormulaWriter::number(NodeId id) const {
  if (!graph_.is_number(id)) return std::nullopt;
  if (id != root_ && !graph_.name_of(id).empty()) return std::nullopt;
  return graph_.values(id)[0];
}

std::string FormulaWriter::leaf_text(NodeId id) {
  if (const auto value = number(id)) return number_formula(*value);
  if (dialect() == Dialect::code && graph_.role(id) == Role::constant && graph_.name_of(id).empty())
    return nested_list(graph_.shape(id), graph_.values(id));
  if (inlining_[id] == Inlining::Shown::left_out) return "…";
  const std::string_view name = graph_.name_of(id);
  if (!name.empty()) return name_formula(name, dialect());
  if (graph_.role(id) == Role::examples && dialect() != Dialect::code && !graph_.find("m")) return "m";
  return name_formula(label(id), dialect());
}

std::string_view FormulaWriter::label(NodeId id) {
  if (labels_ == nullptr) labels_ = &own_labels_.emplace(graph_);
  return (*labels_)[id];
}

void FormulaWriter::put_call(NodeId operation) {
  put(Piece::Kind::function, operation);
  put(Piece::Kind::open);
  std::string_view separator;
  for (const NodeId operand : graph_.operands(operation)) {
    put(std::exchange(separator, ", "));
    put(operand, {});
  }
  if (!graph_.attributes(operation).empty()) put(Piece::Kind::attributes, operation);
  put(Piece::Kind::close);
}

std::string FormulaWriter::attributes_text(NodeId id) const {
  const Attributes& attributes = graph_.attributes(id);
  const std::span<const AttributeSpec> specs = graph_.op(id).attributes;
  std::string text;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (!attributes.has(i)) continue;
    const std::span<const std::int64_t> list = attributes.list(i);
    text += fmt::format(", {}=", attribute_formula(specs[i].name, dialect()));
    if (specs[i].kind == AttributeKind::integers) text += fmt::format("[{}]", fmt::join(list, ", "));
    if (specs[i].kind == AttributeKind::integer) text += fmt::format("{}", list[0]);
    if (specs[i].kind == AttributeKind::boolean) text += list[0] != 0 ? "true" : "false";
  }
  return text;
}

std::pair<std::vector<FormulaWriter::Branch>, NodeId> FormulaWriter::branches(NodeId choice) const {
  std::vector<Branch> found;
  NodeId rest = choice;
  do {
    const std::span<const NodeId> operands = graph_.operands(rest);
    found.push_back({operands[1], operands[0]});
    rest = operands[2];
  } while (stands_in_place(rest) && graph_.op(rest).notation == Notation::cases);
  return {found, rest};
}

Level required_on_right_for_people(const OpInfo& op, const OpInfo* operand) {
  if (operand != nullptr) {
    using enum Arithmetic;
    const Arithmetic inner = operand->arithmetic;
    if (op.arithmetic == add && (inner == add || inner == subtract)) return kSum;
    if (op.arithmetic == multiply && (inner == multiply || inner == divide)) return kProduct;
  }
  return required_on_right(op);
}

}  // namespace chainrule
