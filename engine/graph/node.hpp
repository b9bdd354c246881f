// How a node is stored.
#pragma once

#include <chainrule/engine/base/shape.hpp>
#include <chainrule/engine/op/op.hpp>

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace chainrule {

using NodeId = std::uint32_t;

/// The kinds of nodes.
enum class Role : std::uint8_t {
  input,      ///< differs per example
  parameter,  ///< shared by all examples, learned
  constant,   ///< a number written in the graph
  examples,   ///< m, the number of examples
  operation
};

/// The word for a role, as files have it.
constexpr std::string_view to_text(Role role) {
  constexpr std::string_view kWords[] = {"input", "parameter", "constant", "examples", "operation"};
  return kWords[static_cast<std::size_t>(role)];
}

/// Facts known of a node when it is made, so that no pass over the graph has to find it out.
struct NodeFlags {
  static constexpr std::uint8_t kRole = 7;
  static constexpr std::uint8_t kPerExample = 8;  ///< an input reaches it, except through an example reduction
  static constexpr std::uint8_t kWants0 =
      16;  ///< an operation: a parameter reaches operand 0 along differentiable edges
  static constexpr std::uint8_t kWants1 = 32;  ///< ... operand 1
  static constexpr std::uint8_t kOnParameter =
      64;  ///< a parameter, or an operation that one reaches along differentiable edges
  static constexpr std::uint8_t kHasValue = 128;  ///< a leaf: it was given a value
};

/// Sixteen bytes. The common node, a scalar of at most two operands, is whole in itself (detail 0); shapes, attributes
/// and further operands stand in the graph's NodeDetail of that index.
struct Node {
  std::uint16_t op = 0;    ///< slot in the graph's table of ops; 0 for a leaf
  std::uint8_t arity = 0;  ///< operands, if detail is 0
  std::uint8_t flags = 0;
  std::uint32_t detail = 0;
  union {
    NodeId operand[2];  ///< of an operation without detail
    double value;       ///< of a scalar leaf
  };

  Node() : value(0) {}
  /// Writes an operation on scalars to `place` as two words: nodes are built by the million, and a copy of one that was
  /// just put together field by field would wait for its fields.
  static void write_scalar(Node* place, std::uint16_t op, unsigned arity, unsigned flags, NodeId a, NodeId b) {
    static_assert(std::endian::native == std::endian::little,
                  "the fields' order in a word is a little-endian machine's");
    const std::uint64_t words[] = {
        op | std::uint64_t{arity << 16 | (flags | static_cast<unsigned>(Role::operation)) << 24},
        a | std::uint64_t{b} << 32};
    std::memcpy(static_cast<void*>(place), words, sizeof(Node));
  }
  Role role() const { return static_cast<Role>(flags & NodeFlags::kRole); }
  bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
  bool on_parameter() const { return has(NodeFlags::kOnParameter); }
};
static_assert(sizeof(Node) == 16);

/// The part of a node that few nodes need.
struct NodeDetail {
  Shape shape;
  const NodeId* operands = nullptr;
  std::uint32_t arity = 0;
  const double* values = nullptr;  ///< of a leaf that is not a scalar, if it was given any
  Attributes attributes;
};

}  // namespace chainrule
