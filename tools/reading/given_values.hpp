// The values that a user gave for nodes of a graph: --set and --values.
#pragma once

#include <chainrule/engine/graph/values.hpp>
#include <chainrule/graphs/json/json_values.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// Values by name. What is set on the command line replaces what the file says.
class GivenValues {
 public:
  /// Reads "name=value" settings, the name quoted if it is no plain word, and a file if there is one. UsageError for a
  /// setting without "=", InputError for what is no value and for a name that is set twice.
  GivenValues(const std::vector<std::string>& settings, const std::optional<std::string>& file);

  /// The value given for that name, or null.
  const Literal* find(std::string_view name) const;
  /// Adds them to a graph's values. InputError for names that the graph does not have, nodes that are no inputs or
  /// parameters, and values that do not fit their shape.
  void add_to(Values& values) const;
  /// The nodes that are given values, in a graph that has all the names.
  std::vector<NodeId> nodes(const Graph& graph) const;

 private:
  void read_file(const std::string& path);
  void add_setting(const std::string& setting);
  [[noreturn]] void fail(const NamedLiteral& given, const std::string& message) const;

  std::string file_;
  std::string text_;
  std::size_t from_file_ = 0;  // so many come first, then those that were set on the command line
  std::vector<NamedLiteral> values_;
  std::unordered_map<std::string, std::size_t> by_name_;
};

}  // namespace chainrule
