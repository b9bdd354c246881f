// Operations that only move elements: where each element of the result comes from.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace chainrule::program {

/// `count` neighbouring elements of the result and where they are copied from.
struct Move {
  static constexpr std::uint32_t kZeros = ~std::uint32_t{0};
  std::uint32_t operand = 0;  ///< which operand; kZeros: none, the elements are 0
  std::size_t from = 0, to = 0, count = 0;
};

/// The moves of an operation whose op says that it is a movement or a repetition; nothing otherwise, or if what moves
/// depends on data (indices that are no constants). The kernel itself is asked, by running it once on numbered
/// elements.
std::optional<std::vector<Move>> moves_of(const Graph& graph, NodeId id);

}  // namespace chainrule::program
