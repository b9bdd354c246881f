// Fuzz target: any bytes are a graph or an InputError with its position; a graph is written and read back unchanged.
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

using namespace chainrule;

namespace {

void demand(bool claim) {
  if (!claim) std::abort();
}

/// Whatever was read is written in both forms; both read back to the same text.
void check_round_trips(const Graph& graph) {
  const std::string text = write_text(graph);
  Graph from_text;
  read_text(from_text, text, "written.graph");
  demand(write_text(from_text) == text);
  Graph from_json;
  read_json(from_json, write_json(graph), "written.json");
  demand(write_text(from_json) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Graph graph;
  try {
    read_text(graph, text, "fuzz.graph");
  } catch (const InputError& error) {
    demand(error.position() && error.position()->line > 0 && error.position()->column > 0);
    return 0;
  }
  check_round_trips(graph);
  return 0;
}
