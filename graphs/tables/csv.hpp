/// Tables of numbers from comma-separated text (RFC 4180): a header of column names, then one example per row.
#pragma once

#include <chainrule/engine/base/error.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// The columns of a table, all of the same length. A column may hold text or empty cells as long as nobody asks for its
/// numbers, so read them by column(), not from `columns`, where such cells are NaN.
struct Table {
  std::string file;
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  std::vector<std::size_t> lines;  // the source line on which each row begins

  /// The facts that a table that was read remembers of its text; empty in a table made by hand.
  struct Source {
    std::string text;
    std::vector<std::size_t> rows;                                     // where each row begins in the text
    std::vector<std::optional<std::size_t>> first_row_without_number;  // of each column
  };
  Source source;

  [[nodiscard]] std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }

  /// The index of the column with this name, if there is one.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

  /// The numbers of a column. Throws InputError if there is no such column (it lists those there are), and with the
  /// cell's position if a cell is empty or not a number.
  [[nodiscard]] const std::vector<double>& column(std::string_view name) const;
  [[nodiscard]] const std::vector<double>& column(std::size_t index) const;

  /// Where a cell begins; in a table made by hand only the file is known. Throws std::out_of_range.
  [[nodiscard]] SourcePosition position(std::size_t row, std::size_t column_index) const;

  /// A cell as it was written, without its quotes; empty in a table made by hand. Throws std::out_of_range.
  [[nodiscard]] std::string cell(std::size_t row, std::size_t column_index) const;
};

/// Reads a table from a file ("-" is standard input). Throws InputError with file:line:column if the text is not a
/// table: no header, no rows, names empty or equal, rows of different lengths, stray quotes, NUL bytes.
Table read_csv(const std::string& path);

/// Reads a table from text; `file` names it in errors.
Table parse_csv(std::string text, std::string file);

}  // namespace chainrule
