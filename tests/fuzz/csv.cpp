// Fuzz target: any bytes are a table, of which each column is numbers or has a place where it is not, or an InputError
// with its position.
#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/tables/csv.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

using namespace chainrule;

namespace {

void demand(bool claim) {
  if (!claim) std::abort();
}

bool has_place(const InputError& error) {
  return error.position() && error.position()->line > 0 && error.position()->column > 0;
}

std::optional<Table> read(std::string text) {
  try {
    return parse_csv(std::move(text), "fuzz.csv");
  } catch (const InputError& error) {
    demand(has_place(error));
    return std::nullopt;
  }
}

void check_column(const Table& table, std::size_t column) {
  try {
    demand(table.column(table.names[column]).size() == table.rows());
  } catch (const InputError& error) {
    demand(has_place(error));
  }
  const std::size_t last = table.rows() - 1;
  demand(table.position(last, column).line >= table.position(0, column).line);
  demand(table.cell(last, column).size() <= table.source.text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = read(std::string(reinterpret_cast<const char*>(data), size));
  if (!table) return 0;
  demand(table->rows() > 0 && table->names.size() == table->columns.size());
  for (std::size_t column = 0; column < table->names.size(); ++column) check_column(*table, column);
  return 0;
}
