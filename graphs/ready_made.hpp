// The graphs that can be asked for by name.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/graphs/tables/csv.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// The purpose of a ready-made graph: the numbers behind its name, and the table from whose columns it takes its
/// inputs.
struct Wanted {
  std::vector<std::int64_t> numbers;
  const Table* data = nullptr;  ///< null for graphs that take no columns
  std::string label = "y";      ///< the column that is no feature
  bool standardised = false;    ///< features will be brought to mean 0 and deviation 1
};

struct ReadyMade {
  std::string_view name;
  std::string_view form;  ///< how it is asked for, such as gmm:d,k
  std::string_view summary;
  bool takes_columns = false;     ///< its inputs are the columns of the data, without which it cannot be built
  std::string_view numbers = {};  ///< what the numbers behind its name say; empty if it takes none
  std::size_t count = 0;          ///< how many it takes; 0 for one or more
  /// Builds it in an empty graph. InputError if the data do not fit, with the place of a wrong label; GraphError if a
  /// column has a name of the graph's own.
  void (*build)(Graph& graph, const Wanted& wanted) = nullptr;
};

std::span<const ReadyMade> ready_made_graphs();

struct ReadyMadeCall {
  const ReadyMade* graph;
  std::vector<std::int64_t> numbers;
};

/// "mlp:16,8": the graph of that name and its numbers; nothing if no graph has that name. UsageError for numbers that
/// it does not take.
std::optional<ReadyMadeCall> find_ready_made(std::string_view text);

}  // namespace chainrule
