// The graphs that can be asked for by name.
#pragma once

#include <chainrule/engine/graph.hpp>

#include <span>
#include <string>
#include <string_view>

namespace chainrule {

/// The columns of the data from which a graph takes its inputs: every one but the label's is a feature.
struct DataColumns {
  std::span<const std::string> names;
  std::string label = "y";
};

struct ReadyMade {
  std::string_view name;
  std::string_view summary;
  bool takes_columns = false;  ///< its inputs are the columns of the data, without which it cannot be built
  /// Builds it in an empty graph. InputError if the label is no column; GraphError if a column has a name of the
  /// graph's own.
  void (*build)(Graph& graph, const DataColumns& columns) = nullptr;
};

std::span<const ReadyMade> ready_made_graphs();

/// The graph of that name, or null.
const ReadyMade* find_ready_made(std::string_view name);

}  // namespace chainrule
