// How nodes come into a graph: checked, interned where that is on, and stored.
#include <chainrule/engine/graph/graph.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace chainrule {

namespace {

std::uint8_t leaf_flags(Role role, bool has_value) {
  unsigned flags = static_cast<unsigned>(role);
  if (role == Role::input) flags |= NodeFlags::kPerExample;
  if (role == Role::parameter) flags |= NodeFlags::kOnParameter;
  if (has_value) flags |= NodeFlags::kHasValue;
  return static_cast<std::uint8_t>(flags);
}

template <class T> std::span<const T> copied(Arena& arena, std::span<const T> list) {
  const std::span<T> copy = arena.allocate_array<T>(list.size());
  std::ranges::copy(list, copy.begin());
  return copy;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15U;  // Fibonacci hashing
  return hash ^ hash >> 32;
}

}  // namespace

Expr Graph::leaf(Role role, std::string_view name, const Shape& shape, std::span<const double> values) {
  if (!values.empty() && values.size() != shape.size())
    throw ShapeError(fmt::format("\"{}\" has shape {}, which takes {} numbers, not {}", name, to_text(shape),
                                 shape.size(), values.size()),
                     std::string(name));
  if (!name.empty() && find(name))
    throw GraphError(fmt::format("the name \"{}\" is taken by another node", name), std::string(name));
  Draft draft;
  draft.node.flags = leaf_flags(role, !values.empty() || shape.size() == 0);
  if (shape.is_scalar()) {
    draft.node.value = values.empty() ? 0 : values[0];
  } else {
    draft.has_detail = true;
    draft.detail.shape = shape;
    draft.detail.values = values.data();
  }
  // Two leaves are never one node: equal values do not make them the same variable. Constants have no name to tell them
  // apart, so equal ones may be.
  const bool intern = interning_ && role == Role::constant;
  const bool was_interning = std::exchange(interning_, intern);  // restored below
  const Expr result = commit(draft);
  interning_ = was_interning;
  if (!name.empty()) this->name(result, name);
  return result;
}

Expr Graph::input(std::string_view name, const Shape& shape) { return leaf(Role::input, name, shape, {}); }
Expr Graph::input(std::string_view name, double value) { return leaf(Role::input, name, {}, {&value, 1}); }
Expr Graph::input(std::string_view name, const Shape& shape, std::span<const double> values) {
  return leaf(Role::input, name, shape, values);
}

Expr Graph::parameter(std::string_view name, const Shape& shape) { return leaf(Role::parameter, name, shape, {}); }
Expr Graph::parameter(std::string_view name, double value) { return leaf(Role::parameter, name, {}, {&value, 1}); }
Expr Graph::parameter(std::string_view name, const Shape& shape, std::span<const double> values) {
  return leaf(Role::parameter, name, shape, values);
}
Expr Graph::anonymous_parameter(double value) { return leaf(Role::parameter, {}, {}, {&value, 1}); }

Expr Graph::constant(double value) { return leaf(Role::constant, {}, {}, {&value, 1}); }
Expr Graph::constant(const Shape& shape, std::span<const double> values) {
  return leaf(Role::constant, {}, shape, values);
}

Expr Graph::examples() {
  if (!examples_) examples_ = leaf(Role::examples, {}, {}, {}).id();
  return expr(*examples_);
}

Expr Graph::apply(const OpInfo& op, std::span<const Expr> operands, const Attributes& attributes) {
  check_operands(op, operands);
  std::vector<Expr> adopted(operands.begin(), operands.end());
  for (Expr& operand : adopted) operand = adopt(operand);
  if (op.kind == OpKind::example_reduction && !adopted[0].per_example()) return op.of_shared(adopted[0], examples());
  std::vector<NodeId> ids(operands.size());
  return commit(draft_operation(op, adopted, ids, attributes));
}

Expr Graph::apply_standard(StandardOp op, std::span<const Expr> operands) {
  if (!standard_) throw GraphError("the graph was given a language of its own; use apply with an op of that");
  return apply(*table_[op.slot], operands);
}

Expr Graph::adopt(const Expr& operand) { return operand.is_number() ? constant(operand.number()) : operand; }

void Graph::check_operands(const OpInfo& op, std::span<const Expr> operands) const {
  const std::size_t given = operands.size();
  if (given != op.arity && (given < op.arity || !op.variadic))
    throw GraphError(fmt::format("{} takes {}{} operand{}, not {}", op.name, op.variadic ? "at least " : "", op.arity,
                                 op.arity == 1 ? "" : "s", given));
  for (const Expr& operand : operands)
    if (!operand.is_number() && operand.graph() != this)
      throw GraphError(fmt::format("an operand of {} belongs to another graph", op.name));
}

std::uint16_t Graph::slot_of(const OpInfo& op) {
  const auto found = std::find(table_.begin() + 1, table_.end(), &op);
  if (found == table_.end()) {
    if (table_.size() > UINT16_MAX) throw GraphError("a graph knows at most 65535 ops");
    table_.push_back(&op);
    return static_cast<std::uint16_t>(table_.size() - 1);
  }
  return static_cast<std::uint16_t>(found - table_.begin());
}

std::string Graph::describe_node(const Expr& node) const {
  const std::string_view name = name_of(node.id());
  const std::string shown = name.empty()
                                ? std::string(role(node.id()) == Role::constant ? "a constant" : "an unnamed node")
                                : std::string(name);
  return fmt::format("{} {}", shown, to_text(node.shape()));
}

Shape Graph::result_shape(const OpInfo& op, std::span<const Expr> operands, const Attributes& attributes) const {
  try {
    if (op.kind == OpKind::structural) {
      std::vector<Shape> shapes;
      for (const Expr& operand : operands) shapes.push_back(operand.shape());
      return op.shape(shapes, attributes);
    }
    Shape shape = operands[0].shape();
    for (const Expr& operand : operands.subspan(1)) shape = broadcast(shape, operand.shape());
    return shape;
  } catch (const ShapeError& error) {
    std::string list;
    for (const Expr& operand : operands) list += (list.empty() ? "" : ", ") + describe_node(operand);
    throw ShapeError(fmt::format("{}({}): {}", op.name, list, error.message()));
  }
}

Graph::Draft Graph::draft_operation(const OpInfo& op, std::span<const Expr> operands, std::span<NodeId> ids,
                                    const Attributes& attributes) {
  Draft draft;
  unsigned flags = static_cast<unsigned>(Role::operation);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    ids[i] = operands[i].id();
    if (operands[i].per_example() && op.kind != OpKind::example_reduction) flags |= NodeFlags::kPerExample;
    if (!operands[i].has(Expr::kOnParameter) || !op.differentiable(i)) continue;
    flags |= NodeFlags::kOnParameter;
    if (i == 0) flags |= NodeFlags::kWants0;
    if (i == 1) flags |= NodeFlags::kWants1;
  }
  draft.node.op = slot_of(op);
  draft.node.flags = static_cast<std::uint8_t>(flags);
  const Shape shape = result_shape(op, operands, attributes);
  draft.has_detail = !shape.is_scalar() || operands.size() > 2 || !attributes.empty();
  if (draft.has_detail) {
    draft.detail = {.shape = shape,
                    .operands = ids.data(),
                    .arity = static_cast<std::uint32_t>(ids.size()),
                    .values = nullptr,
                    .attributes = attributes};
  } else {
    draft.node.arity = static_cast<std::uint8_t>(operands.size());
    draft.node.operand[0] = ids[0];
    draft.node.operand[1] = ids[operands.size() - 1];
  }
  return draft;
}

NodeDetail Graph::stored(const NodeDetail& detail) {
  NodeDetail copy = detail;
  if (detail.operands != nullptr) copy.operands = copied(*arena_, std::span(detail.operands, detail.arity)).data();
  if (detail.values != nullptr) copy.values = copied(*arena_, std::span(detail.values, detail.shape.size())).data();
  for (auto& list : copy.attributes.values) list = copied(*arena_, list);
  return copy;
}

Expr Graph::commit(Draft draft) {
  std::uint32_t* place = nullptr;
  if (interning_) {
    if (2 * (interned_ + 1) > intern_table_.size()) grow_intern_table();
    place = &intern_place(hash(draft.node, draft.has_detail ? &draft.detail : nullptr), &draft);
    if (*place != 0) return expr(*place - 1);
  }
  if (size() >= UINT32_MAX - 1) throw GraphError("a graph holds at most 4294967294 nodes");
  if (draft.has_detail) {
    details_.push_back(stored(draft.detail));
    draft.node.detail = static_cast<std::uint32_t>(details_.size());
  }
  const OpInfo* op = table_[draft.node.op];
  plain_ = plain_ && draft.node.role() != Role::examples && (!draft.has_detail || draft.detail.shape.is_scalar()) &&
           (op == nullptr || op->kind == OpKind::elementwise);
  const auto id = static_cast<NodeId>(size());
  nodes_.push_back(draft.node);
  if (op == nullptr) leaves_.push_back(id);
  if (op == nullptr && id == first_operation_) ++first_operation_;
  if (place != nullptr) {
    *place = id + 1;
    ++interned_;
  }
  return expr(id);
}

std::uint64_t Graph::hash(const Node& node, const NodeDetail* detail) {
  std::uint64_t hash = mix(node.op, static_cast<unsigned>(node.role()));
  if (detail == nullptr)
    return mix(hash, std::bit_cast<std::uint64_t>(node.value));  // the operands' bits, or the value's
  for (const std::int64_t extent : detail->shape.extents()) hash = mix(hash, static_cast<std::uint64_t>(extent));
  for (std::size_t i = 0; detail->values != nullptr && i < detail->shape.size(); ++i)
    hash = mix(hash, std::bit_cast<std::uint64_t>(detail->values[i]));
  for (std::uint32_t i = 0; i < detail->arity; ++i) hash = mix(hash, detail->operands[i]);
  for (const auto& list : detail->attributes.values)
    for (const std::int64_t value : list) hash = mix(hash, static_cast<std::uint64_t>(value));
  return hash;
}

bool Graph::equal(NodeId id, const Draft& draft) const {
  const Node& known = node(id);
  if (known.op != draft.node.op || known.role() != draft.node.role() || (known.detail != 0) != draft.has_detail)
    return false;
  if (!draft.has_detail) return std::memcmp(&known.value, &draft.node.value, sizeof(known.value)) == 0;
  const NodeDetail& detail = details_[known.detail - 1];
  if (detail.shape != draft.detail.shape || detail.arity != draft.detail.arity) return false;
  if (!std::equal(detail.operands, detail.operands + detail.arity, draft.detail.operands)) return false;
  if (!(detail.attributes == draft.detail.attributes)) return false;
  const std::size_t count = detail.values == nullptr ? 0 : detail.shape.size();
  return (draft.detail.values != nullptr) == (detail.values != nullptr) &&
         (count == 0 || std::memcmp(detail.values, draft.detail.values, count * sizeof(double)) == 0);
}

std::uint32_t& Graph::intern_place(std::uint64_t hash, const Draft* draft) {
  const std::size_t mask = intern_table_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask)
    if (intern_table_[i] == 0 || (draft != nullptr && equal(intern_table_[i] - 1, *draft))) return intern_table_[i];
}

void Graph::grow_intern_table() {
  const std::vector<std::uint32_t> old =
      std::exchange(intern_table_, std::vector<std::uint32_t>(std::max<std::size_t>(64, 2 * intern_table_.size()), 0));
  for (const std::uint32_t entry : old) {
    if (entry == 0) continue;
    const Node& known = node(entry - 1);
    intern_place(hash(known, known.detail == 0 ? nullptr : &details_[known.detail - 1]), nullptr) = entry;
  }
}

}  // namespace chainrule
