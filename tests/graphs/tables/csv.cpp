#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/tables/csv.hpp>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <string>
#include <vector>

using namespace chainrule;

namespace {

using Numbers = std::vector<double>;

Table parse(std::string text) { return parse_csv(std::move(text), "t.csv"); }

/// The message with which parsing a text, or asking for column x of it, fails.
std::string complaint(std::string text) {
  try {
    static_cast<void>(parse(std::move(text)).column("x"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("a table has a header and columns of numbers") {
  const Table table = parse("x1,x2,y\n1,2.5,0\n-3e2,.5,1\n");
  CHECK(table.names == std::vector<std::string>{"x1", "x2", "y"});
  CHECK(table.rows() == 2);
  CHECK(table.column("x1") == Numbers{1, -300});
  CHECK(table.column("x2") == Numbers{2.5, 0.5});
  CHECK(table.lines == std::vector<std::size_t>{2, 3});
  CHECK(table.find("y") == 2U);
  CHECK_FALSE(table.find("z").has_value());
}

TEST_CASE("line ends, a byte order mark, blank lines at the end and spaces do not matter") {
  for (const char* text : {"x,y\n1,2\n3,4", "x,y\r\n1,2\r\n3,4\r\n", "x,y\r1,2\r3,4\r", "\xEF\xBB\xBFx,y\n1,2\n3,4\n",
                           "x,y\n1,2\n3,4\n\n  \n\r\n", " x ,\ty\n 1, 2\n\t3 ,4 \n"}) {
    const Table table = parse(text);
    CHECK(table.column("x") == Numbers{1, 3});
    CHECK(table.column("y") == Numbers{2, 4});
  }
}

TEST_CASE("quotes may hold commas, line ends and doubled quotes") {
  const Table table = parse("\"a,\"\"b\"\"\",note,x\n\"1\",\"two\nlines, \"\"quoted\"\"\",2\n3,,\"4\"\n");
  CHECK(table.names.front() == "a,\"b\"");
  CHECK(table.column("a,\"b\"") == Numbers{1, 3});
  CHECK(table.column("x") == Numbers{2, 4});
  CHECK(table.cell(0, 1) == "two\nlines, \"quoted\"");
  CHECK(table.lines == std::vector<std::size_t>{2, 4});
  CHECK(table.position(0, 2) == SourcePosition{.file = "t.csv", .line = 3, .column = 20});
}

TEST_CASE("numbers are read as IEEE doubles, with an optional plus") {
  const Table table = parse("x\n+1.5\nnan\n-inf\nInfinity\n5e-324\n0.1\n-0\n");
  const Numbers& x = table.column("x");
  CHECK(x[0] == 1.5);
  CHECK(std::isnan(x[1]));
  CHECK(x[2] == -std::numeric_limits<double>::infinity());
  CHECK(x[3] == std::numeric_limits<double>::infinity());
  CHECK(x[4] == std::numeric_limits<double>::denorm_min());
  CHECK(x[5] == 0.1);
  CHECK(std::signbit(x[6]));
}

TEST_CASE("a column of text is an error only when it is asked for") {
  const Table table = parse("species,x\nAdelie,1\nGentoo,2\n");
  CHECK(table.column("x") == Numbers{1, 2});
  CHECK(table.cell(1, 0) == "Gentoo");
  CHECK_THROWS_WITH_AS(static_cast<void>(table.column("species")),
                       "t.csv:2:1: column 'species': 'Adelie' is not a double", InputError);
}

TEST_CASE("a cell that is no number is named with its column and its place") {
  CHECK(complaint("y,x\n1,2\n3,4O\n") == "t.csv:3:3: column 'x': '4O' is not a double");
  CHECK(complaint("y,x\nσσ,1.2.3\n") == "t.csv:2:4: column 'x': '1.2.3' is not a double");
  CHECK(complaint("y,x\n1,2\n3,\n") == "t.csv:3:3: column 'x': an empty cell");
  CHECK(complaint("y,x\n1,\"  \"\n") == "t.csv:2:3: column 'x': an empty cell");
  CHECK(complaint("x\n1\n\n2\n") == "t.csv:3:1: column 'x': an empty cell");
  for (const char* text : {"+-1", "++1", "+", "1e", "0x10", "1e999", "1e-999", "1 2", "1\t2", "--1", "e5", "1.5f"}) {
    CHECK_MESSAGE(complaint(std::string("x\n") + text + "\n") ==
                      "t.csv:2:1: column 'x': '" + (text == std::string("1\t2") ? "1\\x092" : std::string(text)) +
                          "' is not a double",
                  text);
  }
}

TEST_CASE("a strange cell is quoted safely") {
  CHECK(complaint("x\n\"a\nb\"\n") == "t.csv:2:1: column 'x': 'a\\x0ab' is not a double");
  CHECK(complaint("x\n\xFFж\n") == "t.csv:2:1: column 'x': '\\xffж' is not a double");
  CHECK(complaint("x\n" + std::string(100, 'a') + "\n") ==
        "t.csv:2:1: column 'x': '" + std::string(40, 'a') + "...' is not a double");
}

TEST_CASE("rows of another length than the header are refused") {
  CHECK(complaint("x,y\n1,2\n3\n") == "t.csv:3:1: the row ends after 1 of 2 cells");
  CHECK(complaint("x,y\n1,2\n\n3,4\n") == "t.csv:3:1: the row ends after 1 of 2 cells");
  CHECK(complaint("x,y\n1,2,3\n") == "t.csv:2:5: a row of more than 2 cells");
  CHECK(complaint("x,y\n1,2,\n") == "t.csv:2:5: a row of more than 2 cells");
}

TEST_CASE("a table without header or rows is refused") {
  CHECK(complaint("") == "t.csv:1:1: an empty table: the first line must name the columns");
  CHECK(complaint(" \n\n") == "t.csv:1:1: an empty table: the first line must name the columns");
  CHECK(complaint("1,2.5\n3,4\n") == "t.csv:1:1: no header: the first line must name the columns, but holds numbers");
  CHECK(complaint("x,y") == "t.csv:1:4: no rows below the header");
  CHECK(complaint("x,y\n") == "t.csv:2:1: no rows below the header");
}

TEST_CASE("column names must exist and differ") {
  CHECK(complaint("x,,y\n1,2,3\n") == "t.csv:1:3: column 2 has no name");
  CHECK(complaint("x,y,\n1,2,3\n") == "t.csv:1:5: column 3 has no name");
  CHECK(complaint("x,y,\"x\"\n1,2,3\n") == "t.csv:1:5: column 3 has the same name as column 1: 'x'");
}

TEST_CASE("a missing column is answered with the columns there are") {
  CHECK(complaint("a,b c\n1,2\n") == "t.csv:1: no column 'x'; the columns are 'a', 'b c'");
}

TEST_CASE("stray and unclosed quotes are refused") {
  CHECK(complaint("x,y\n1,\"2\n3,4\n") == "t.csv:2:3: a quote that is never closed");
  CHECK(complaint("x,y\n1,\"") == "t.csv:2:3: a quote that is never closed");
  CHECK(complaint("x,y\n1,a\"b\n") == "t.csv:2:4: a quote inside a cell that does not begin with one");
  CHECK(complaint("x,y\n\"1\"2,3\n") == "t.csv:2:4: text after a closing quote");
}

TEST_CASE("NUL bytes are refused with their place") {
  CHECK(complaint(std::string("x,y\n1,\0\n", 8)) == "t.csv:2:3: a NUL byte: a table is plain UTF-8 text");
}

TEST_CASE("a table made by hand needs no source") {
  const Table table{.file = "made", .names = {"x"}, .columns = {{1, 2}}, .lines = {}, .source = {}};
  CHECK(table.rows() == 2);
  CHECK(table.column("x") == Numbers{1, 2});
  CHECK(table.position(1, 0) == SourcePosition{.file = "made"});
  CHECK(table.cell(1, 0).empty());
}

TEST_CASE("a file that cannot be read is an input error") { CHECK_THROWS_AS(read_csv("no/such/file.csv"), InputError); }
