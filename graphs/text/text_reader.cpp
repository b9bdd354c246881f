#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/source/nearest_name.hpp>
#include <chainrule/graphs/text/expression_parser.hpp>
#include <chainrule/graphs/text/literal.hpp>
#include <chainrule/graphs/text/text_reader.hpp>

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

namespace chainrule {
namespace {

/// The word that opens a statement, or nothing if the statement is a definition: `loss = 1` defines a node named loss.
std::string_view keyword(const TextLexer& lexer) {
  if (!lexer.at(TokenKind::name) || lexer.followed_by('=') || lexer.followed_by('[')) return {};
  for (const std::string_view word : {"input", "param", "group", "loss"})
    if (lexer.token().text == word) return word;
  return {};
}

/// Where the text first defines the name, if it does. For messages: it reads the text again.
std::optional<std::size_t> find_definition(const SourceText& source, std::string_view name) {
  try {
    TextLexer lexer(source, LineBreaks::end_statements);
    while (!lexer.at(TokenKind::end)) {
      const std::string_view word = keyword(lexer);
      const bool is_list = word == "input" || word == "param";
      if (is_list) lexer.advance();
      bool at_item = is_list || word.empty();
      for (std::size_t depth = 0; !lexer.at_statement_end(); lexer.advance()) {
        if (at_item && lexer.at_name() && lexer.name() == name) return lexer.token().offset;
        if (lexer.at(TokenKind::open_bracket)) ++depth;
        if (lexer.at(TokenKind::close_bracket) && depth > 0) --depth;
        at_item = is_list && depth == 0 && lexer.at(TokenKind::comma);
      }
      lexer.take(TokenKind::newline);
    }
  } catch (const InputError&) {  // a worse place further on: the name is not defined before it
  }
  return std::nullopt;
}

class StatementReader {
 public:
  StatementReader(Graph& graph, const SourceText& source)
      : graph_(graph),
        source_(source),
        lexer_(source, LineBreaks::end_statements),
        expressions_(graph, lexer_,
                     [this](std::string_view name, std::size_t offset) -> Expr { fail_unknown(name, offset); }) {}

  void read() {
    while (lexer_.take(TokenKind::newline)) {
    }
    if (lexer_.at(TokenKind::end)) source_.fail(source_.begin(), "there are no statements: the graph is empty");
    while (!lexer_.at(TokenKind::end)) {
      if (!lexer_.at(TokenKind::newline)) statement();
      if (!lexer_.at_statement_end()) lexer_.fail_expecting("the end of the line");
      lexer_.take(TokenKind::newline);
    }
    if (graph_.size() == 0) source_.fail(source_.begin(), "there are no nodes: the graph is empty");
  }

 private:
  void statement() {
    const std::string_view word = keyword(lexer_);
    if (word.empty()) return definition();
    const std::size_t offset = lexer_.token().offset;
    lexer_.advance();
    if (word == "input") return leaves(Role::input);
    if (word == "param") return leaves(Role::parameter);
    if (word == "group") return group();
    loss(offset);
  }

  void leaves(Role role) {
    do leaf(role);
    while (lexer_.take(TokenKind::comma));
  }

  void leaf(Role role) {
    const std::size_t offset = lexer_.token().offset;
    const std::string name(lexer_.expect_name("a name"));
    const std::optional<Shape> shape = optional_shape();
    Literal literal;
    if (lexer_.take(TokenKind::assign)) literal = fitting_literal(shape);
    const Shape& given = shape ? *shape : literal.shape;
    naming(name, offset, [&] {
      if (role == Role::input)
        graph_.input(name, given, literal.values);
      else
        graph_.parameter(name, given, literal.values);
    });
  }

  void definition() {
    const std::size_t offset = lexer_.token().offset;
    const std::string name(lexer_.expect_name("a statement: input, param, group, loss or NAME = EXPRESSION"));
    const std::optional<Shape> shape = optional_shape();
    lexer_.expect(TokenKind::assign, "\"=\"");
    const Expr value = shape ? graph_.constant(*shape, fitting_literal(shape).values) : expressions_.parse();
    naming(name, offset, [&] { graph_.name(value.is_number() ? graph_.constant(value.number()) : value, name); });
  }

  void group() {
    const std::string name(lexer_.expect_name("the group's name"));
    lexer_.expect(TokenKind::colon, "\":\"");
    std::vector<Expr> nodes;
    if (!lexer_.at_statement_end()) {
      do nodes.push_back(known_name());
      while (lexer_.take(TokenKind::comma));
    }
    graph_.group(name, nodes);
  }

  void loss(std::size_t offset) {
    if (graph_.loss()) source_.fail(offset, "the loss is given twice");
    graph_.set_loss(known_name());
  }

  Expr known_name() {
    const std::size_t offset = lexer_.token().offset;
    const std::string_view name = lexer_.expect_name("a name");
    if (const auto node = graph_.find(name)) return *node;
    if (name == "examples") return graph_.examples();
    fail_unknown(name, offset);
  }

  std::optional<Shape> optional_shape() {
    if (!lexer_.at(TokenKind::open_bracket)) return std::nullopt;
    return take_shape(lexer_);
  }

  Literal fitting_literal(const std::optional<Shape>& shape) {
    const std::size_t offset = lexer_.token().offset;
    Literal literal = take_literal(lexer_);
    if (shape && !literal.fits(*shape))
      source_.fail(offset, fmt::format("{} where the shape is {}", described(literal.shape), to_text(*shape)));
    return literal;
  }

  /// Does what gives a node one more name; that it fails, or that the node has the name, shows that the name is taken.
  /// A look-up beforehand would cost as much as the rest of a short statement.
  template <class Action> void naming(std::string_view name, std::size_t offset, Action action) {
    const std::size_t before = graph_.names().size();
    try {
      action();
    } catch (const Error& error) {
      if (!graph_.find(name)) source_.fail(offset, error.message());
    }
    if (graph_.names().size() == before) fail_taken(name, offset);
  }

  [[noreturn]] void fail_taken(std::string_view name, std::size_t offset) const {
    const auto first = find_definition(source_, name);
    const std::string where =
        first && *first < offset ? fmt::format(": it is defined on line {}", source_.position(*first).line) : "";
    source_.fail(offset, fmt::format("the name {} is taken{}", in_quotes(name), where));
  }

  [[noreturn]] void fail_unknown(std::string_view name, std::size_t offset) const {
    if (const auto later = find_definition(source_, name); later && *later > offset)
      source_.fail(offset,
                   fmt::format("{} is defined only later, on line {}", in_quotes(name), source_.position(*later).line));
    NearestName nearest(name);
    for (const Graph::Naming& naming : graph_.names()) nearest.consider(naming.name);
    const bool is_op = graph_.ops().find(name) != nullptr;
    const std::string hint = is_op ? fmt::format("; the op is written {}(...)", name) : nearest.hint();
    source_.fail(offset, fmt::format("there is no node named {}{}", in_quotes(name), hint));
  }

  Graph& graph_;
  const SourceText& source_;
  TextLexer lexer_;
  ExpressionParser expressions_;
};

}  // namespace

void read_text(Graph& graph, std::string_view text, std::string_view file) {
  const SourceText source(text, file);
  source.check_encoding();
  StatementReader(graph, source).read();
}

Expr read_expression(Graph& graph, std::string_view text, std::string_view file, const FreeName& free_name) {
  const SourceText source(text, file);
  source.check_encoding();
  TextLexer lexer(source, LineBreaks::are_spaces);
  const auto resolve = [&](std::string_view name, std::size_t offset) -> Expr {
    if (!free_name) source.fail(offset, fmt::format("there is no node named {}", in_quotes(name)));
    try {
      return free_name(name);
    } catch (const Error& error) {
      source.fail(offset, error.message());
    }
  };
  const Expr result = ExpressionParser(graph, lexer, resolve).parse();
  if (!lexer.at(TokenKind::end)) lexer.fail_expecting("the end of the expression");
  return result.is_number() ? graph.constant(result.number()) : result;
}

}  // namespace chainrule
