// Fuzz target: graphs as JSON.
#include "graph_reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return chainrule::fuzz_reader(&chainrule::read_json, data, size);
}
