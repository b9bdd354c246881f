// explain: how the cotangents come about, in words, symbols and numbers.
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/explain/explanation.hpp>
#include <chainrule/tools/text/terminal.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

namespace chainrule {
namespace {

constexpr std::size_t kMostNodes = 60;

struct Options {
  GraphArguments graph;
  std::string node;
  std::string loss;
  std::string language = "en";
  std::string format = "text";
  std::size_t example = 1;
  std::size_t paths = 8;
  bool questions = false;
  bool json = false;
};

std::string written(const Document& document, const std::string& format) {
  if (format == "markdown") return document_markdown(document);
  return format == "latex" ? document_latex(document) : document_text(document);
}

/// The node that a name, or the label of a cotangent, stands for.
Expr node_named(const LoadedGraph& loaded, const std::string& name) {
  const bool is_cotangent = name.starts_with('d') && !loaded.graph().find(name) && loaded.graph().find(name.substr(1));
  return loaded.node(is_cotangent ? name.substr(1) : name);
}

/// By the parameters, and by the node itself if it is not on the way to one.
void run_backward(const LoadedGraph& loaded, const Expr& loss, const std::optional<Expr>& node) {
  std::vector<Expr> wrt;
  for (const NodeId id : loaded.graph().leaves(Role::parameter)) wrt.push_back(loaded.graph().expr(id));
  const bool is_extra = node && !loaded.graph().node(node->id()).on_parameter();
  if (!is_extra) return loaded.sweep().backward(loss);
  wrt.push_back(*node);
  loaded.sweep().backward(loss, wrt);
}

/// All that a reader could read, the named nodes first to stay.
std::vector<NodeId> chosen_nodes(Derivations& derivations, const std::optional<Expr>& node) {
  if (node) return {node->id()};
  std::vector<NodeId> nodes = derivations.nodes();
  if (nodes.size() <= kMostNodes) return nodes;
  const std::size_t all = nodes.size();
  const Graph& graph = derivations.graph();
  if (std::ranges::any_of(nodes, [&](NodeId id) { return !graph.name_of(id).empty(); }))
    std::erase_if(nodes, [&](NodeId id) { return graph.name_of(id).empty() && id != derivations.flow().loss(); });
  if (nodes.size() > kMostNodes) nodes.resize(kMostNodes);
  tell(fmt::format("explaining {} of {} nodes; ask for another one with --node NAME\n", nodes.size(), all));
  return nodes;
}

GraphArguments example_graph(std::string_view command) {
  GraphArguments arguments;
  std::vector<std::string> words;
  for (std::size_t start = 0; start < command.size();) {
    const std::size_t space = std::min(command.find(' ', start), command.size());
    words.emplace_back(command.substr(start, space - start));
    start = space + 1;
  }
  arguments.graph = words[2];  // chainrule explain GRAPH [--set NAME=VALUE]...
  for (std::size_t i = 4; i < words.size(); i += 2) arguments.settings.push_back(words[i]);
  return arguments;
}

/// Each question where it arises, in a graph of its own.
Report every_question(const Options& options, Language language) {
  std::vector<Question> all;
  Document document{.language = language, .blocks = {}};
  for (const std::string_view id : question_ids()) {
    const LoadedGraph loaded(example_graph(example_command(id)));
    loaded.sweep().backward(loaded.loss());
    Derivations derivations(loaded.sweep());
    for (const Explained& explained : explain(derivations, derivations.nodes()))
      for (const Question& question : explained.questions) {
        if (question.id != id) continue;
        const Document one = questions_document({question}, language, true);
        document.blocks.insert(document.blocks.end(), one.blocks.begin(), one.blocks.end());
        all.push_back(question);
      }
  }
  return {.output = options.json ? questions_json(all, language) : written(document, options.format)};
}

Report explain_graph(const Options& options) {
  const Language language = options.language == "uk" ? Language::ukrainian : Language::english;
  if (options.json && options.format != "text") throw UsageError("give either --json or --format, not both");
  if (options.questions && options.graph.graph.empty() && !options.graph.expression)
    return every_question(options, language);
  const LoadedGraph loaded(options.graph);
  if (options.example == 0 || options.example > loaded.examples())
    throw UsageError(fmt::format("--example {}: there are examples 1 to {}", options.example, loaded.examples()));
  const Expr loss = options.loss.empty() ? loaded.loss() : loaded.node(options.loss);
  std::optional<Expr> node;
  if (!options.node.empty()) node = node_named(loaded, options.node);
  run_backward(loaded, loss, node);
  Derivations derivations(loaded.sweep(), {.example = options.example - 1, .most_paths = options.paths});
  const std::vector<Explained> all = explain(derivations, chosen_nodes(derivations, node));
  if (!options.questions) {
    if (options.json) return {.output = explanation_json(derivations, all, language)};
    return {.output = written(explanation_document(derivations, all, language), options.format)};
  }
  std::vector<Question> questions;
  for (const Explained& explained : all)
    questions.insert(questions.end(), explained.questions.begin(), explained.questions.end());
  if (options.json) return {.output = questions_json(questions, language)};
  return {.output = written(questions_document(questions, language, false), options.format)};
}

}  // namespace

void add_explain(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("explain", "Explain how the cotangents come about, in words, symbols and numbers",
                                R"(  chainrule explain lecture --node z
  chainrule explain lecture --lang uk
  chainrule explain lecture_m --data examples.csv --example 2
  chainrule explain --expr 'x*x + sin(x)' --set x=2 --format markdown
  chainrule explain --questions
Without --node it explains all cotangents from the loss to the parameters, and answers what learners ask there.)",
                                [options] { return explain_graph(*options); });
  add_graph_arguments(command, options->graph);
  command.option("--node", options->node, "Explain the cotangent of this node alone: z, or dz").type_name("NODE");
  command.option("--of", options->loss, "The node to differentiate; by default the graph's loss").type_name("NODE");
  command.option("--lang", options->language, "The language: en or uk").choices({"en", "uk"}).shows_default();
  command.option("--format", options->format, "The form: text, markdown or latex")
      .choices({"text", "markdown", "latex"})
      .shows_default();
  command.option("--example", options->example, "With --data, the example whose numbers are shown, from 1")
      .type_name("N");
  command.option("--paths", options->paths, "List at most so many paths where a value fans out")
      .type_name("N")
      .shows_default();
  command.flag("--questions", options->questions,
               "Only the questions and answers: those that arise in the graph, or without one, all");
  command.flag("--json", options->json,
               "Print one JSON object: {\"derivations\": [{node, cotangent, shares, paths, algebra, questions}, "
               "...]}, or with --questions {\"questions\": [{id, node, question, answer}, ...]}");
}

}  // namespace chainrule
