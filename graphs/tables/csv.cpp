#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/graphs/tables/csv.hpp>
#include <chainrule/graphs/tables/csv_scanner.hpp>
#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <system_error>
#include <utility>

namespace chainrule {
namespace {

using csv::Cell;
using csv::Place;
using csv::Scanner;

constexpr char kMark = '\'';  // around cells and names: cells themselves hold double quotes
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The number in a cell, if the whole cell is one.
std::optional<double> parse_number(std::string_view text) {
  text = csv::trimmed(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double number = 0;
  const char* const end_of_text = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), end_of_text, number);
  if (error != std::errc{} || end != end_of_text) return std::nullopt;
  return number;
}

void refuse_numbers_as_names(const Scanner& scanner, const std::vector<std::string>& names) {
  const auto is_number = [](const std::string& name) { return parse_number(name).has_value(); };
  if (!std::all_of(names.begin(), names.end(), is_number)) return;
  scanner.fail({}, "no header: the first line must name the columns, but holds numbers");
}

void refuse_equal_names(const Scanner& scanner, const std::vector<std::string>& names,
                        const std::vector<Place>& places) {
  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::size_t earlier = order[i - 1];
    const std::size_t later = order[i];
    if (names[later] != names[earlier]) continue;
    scanner.fail(places[later], fmt::format("column {} has the same name as column {}: {}", later + 1, earlier + 1,
                                            in_quotes(names[later], kMark)));
  }
}

void read_header(Table& table, Scanner& scanner) {
  if (scanner.at_end()) scanner.fail({}, "an empty table: the first line must name the columns");
  std::vector<Place> places;
  for (bool more = true; more;) {
    const Cell cell = scanner.next();
    table.names.push_back(csv::content(cell));
    places.push_back(cell.place);
    if (table.names.back().empty()) scanner.fail(cell.place, fmt::format("column {} has no name", places.size()));
    more = !cell.ends_row;
  }
  refuse_numbers_as_names(scanner, table.names);
  refuse_equal_names(scanner, table.names, places);
}

/// Keeps NaN for a cell that is not a number: it is an error only if someone asks for its column.
void add_number(Table& table, std::size_t column_index, std::string_view text) {
  const std::optional<double> number = parse_number(text);
  std::vector<double>& column = table.columns[column_index];
  std::optional<std::size_t>& first_row = table.source.first_row_without_number[column_index];
  if (!number && !first_row) first_row = column.size();
  column.push_back(number.value_or(std::numeric_limits<double>::quiet_NaN()));
}

void read_row(Table& table, Scanner& scanner) {
  const Place start = scanner.place();
  const std::size_t width = table.names.size();
  for (std::size_t i = 0; i < width; ++i) {
    const Cell cell = scanner.next();
    const bool last = i + 1 == width;
    if (cell.ends_row && !last) scanner.fail(start, fmt::format("the row ends after {} of {} cells", i + 1, width));
    if (!cell.ends_row && last) scanner.fail(scanner.place(), fmt::format("a row of more than {} cells", width));
    add_number(table, i, cell.text);
  }
  table.lines.push_back(start.line);
  table.source.rows.push_back(start.offset);
}

Cell cell_at(const Table& table, std::size_t row, std::size_t column_index) {
  static_cast<void>(table.columns.at(column_index));  // throws, where the scanner would go on to the next row
  const std::size_t start = table.source.rows.at(row);
  Scanner scanner(table.source.text, table.file, {.offset = start, .line = table.lines.at(row), .line_start = start});
  for (std::size_t i = 0; i < column_index; ++i) scanner.next();
  return scanner.next();
}

[[noreturn]] void fail_at_cell(const Table& table, std::size_t row, std::size_t column_index) {
  const std::string text = table.cell(row, column_index);
  const std::string problem =
      csv::trimmed(text).empty() ? "an empty cell" : in_quotes(text, kMark) + " is not a double";
  throw InputError(fmt::format("column {}: {}", in_quotes(table.names[column_index], kMark), problem),
                   table.position(row, column_index));
}

[[noreturn]] void fail_to_find(const Table& table, std::string_view name) {
  constexpr std::size_t most = 50;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(most, table.names.size()); ++i)
    names.push_back(in_quotes(table.names[i], kMark));
  const std::string rest = table.names.size() > most ? fmt::format(", ... ({} in all)", table.names.size()) : "";
  throw InputError(
      fmt::format("no column {}; the columns are {}{}", in_quotes(name, kMark), fmt::join(names, ", "), rest),
      SourcePosition{.file = table.file, .line = table.source.text.empty() ? 0U : 1U});
}

}  // namespace

std::optional<std::size_t> Table::find(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

const std::vector<double>& Table::column(std::string_view name) const {
  const std::optional<std::size_t> index = find(name);
  if (!index) fail_to_find(*this, name);
  return column(*index);
}

const std::vector<double>& Table::column(std::size_t index) const {
  const auto& first_rows = source.first_row_without_number;
  if (index < first_rows.size() && first_rows[index]) fail_at_cell(*this, *first_rows[index], index);
  return columns.at(index);
}

SourcePosition Table::position(std::size_t row, std::size_t column_index) const {
  if (source.rows.empty()) return {.file = file};
  return csv::source_position(source.text, file, cell_at(*this, row, column_index).place);
}

std::string Table::cell(std::size_t row, std::size_t column_index) const {
  return source.rows.empty() ? std::string{} : csv::content(cell_at(*this, row, column_index));
}

Table parse_csv(std::string text, std::string file) {
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  Table table;
  table.file = std::move(file);
  table.source.text = std::move(text);
  csv::refuse_nul_bytes(table.source.text, table.file);
  Scanner scanner(table.source.text, table.file);
  read_header(table, scanner);
  if (scanner.at_end()) scanner.fail(scanner.place(), "no rows below the header");
  table.columns.resize(table.names.size());
  table.source.first_row_without_number.resize(table.names.size());
  while (!scanner.at_end()) read_row(table, scanner);
  return table;
}

Table read_csv(const std::string& path) { return parse_csv(read_file(path), file_label(path)); }

}  // namespace chainrule
