// Fuzz targets that read graphs: any bytes are a graph or an InputError with its position; a graph is written and read
// back unchanged.
#pragma once

#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/graphs/json/json_reader.hpp>
#include <chainrule/graphs/json/json_writer.hpp>
#include <chainrule/graphs/text/text_reader.hpp>
#include <chainrule/graphs/text/text_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace chainrule {

inline void demand(bool claim) {
  if (!claim) std::abort();
}

/// Whatever was read is written in both forms; both read back to the same text.
inline void check_round_trips(const Graph& graph) {
  const std::string text = write_text(graph);
  Graph from_text;
  read_text(from_text, text, "written.graph");
  demand(write_text(from_text) == text);
  Graph from_json;
  read_json(from_json, write_json(graph), "written.json");
  demand(write_text(from_json) == text);
}

/// Holds the reader of a graph to what is demanded of it.
inline int fuzz_reader(void (*read)(Graph& graph, std::string_view text, std::string_view file),
                       const std::uint8_t* data, std::size_t size) {
  Graph graph;
  try {
    read(graph, {reinterpret_cast<const char*>(data), size}, "fuzzed");
  } catch (const InputError& error) {
    demand(error.position() && error.position()->line > 0 && error.position()->column > 0);
    return 0;
  }
  check_round_trips(graph);
  return 0;
}

}  // namespace chainrule
