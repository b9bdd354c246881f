// How a graph is to be drawn.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/graph.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chainrule {

enum class DotStyle : std::uint8_t {
  lecture,  ///< groups, and unnamed arithmetic with what it leads to, as one box: z = w1x1 + w2x2 + b
  ops,      ///< every operation as a box of its own
  gradient  ///< the same with the gradient graph beside it, set apart
};

class DotMoment;
struct PictureLayout;

struct DotOptions {
  DotStyle style = DotStyle::lecture;
  bool values = false;           ///< show the values, on boxes and on arrows
  bool cotangents = false;       ///< show the cotangents that were computed, and the contributions on arrows
  const Sweep* sweep = nullptr;  ///< where the numbers are: it has run forward, for cotangents backward from the loss
  /// Nodes and the expressions of their cotangents in the same graph: what the style gradient draws.
  std::vector<std::pair<Expr, Expr>> gradient = {};
  /// Nodes and what their cotangents simplify to, "a - y": shown beside the number.
  std::vector<std::pair<Expr, std::string>> short_forms = {};
  /// One step of a trace of that sweep: what is not known by then is left out, what is happening is marked.
  const DotMoment* moment = nullptr;
  std::string caption = {};  ///< lines in a type of one width, below the picture
  /// The layout of the same picture, complete and with ids: boxes and labels take as much room as there.
  const PictureLayout* reserved = nullptr;
  bool ids = false;  ///< arrows have the attribute id: e1, e2, ... in the order of the diagram
  /// A sweep of this graph with other numbers: the picture shows what changed from there to `sweep`.
  const Sweep* before = nullptr;
  /// Draws only what is at most `depth` arrows away from this node.
  std::optional<NodeId> around = {};
  std::size_t depth = 1;
  std::vector<NodeId> open = {};  ///< the style lecture: boxes that are drawn as their operations
};

}  // namespace chainrule
