// convert: a graph from one form to another.
#include <chainrule/graphs/dot/dot_writer.hpp>
#include <chainrule/graphs/json/json_writer.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/graphs/text/text_writer.hpp>
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/arguments/output_format.hpp>
#include <chainrule/tools/commands/commands.hpp>

#include <memory>

namespace chainrule {
namespace {

constexpr std::string_view kSuffixes[] = {".graph", ".json", ".dot", ".gv", ".svg", ".png", ".pdf"};

struct Options {
  GraphArguments graph;
  std::string output;
};

Report convert(const Options& options) {
  const std::string suffix = known_suffix(options.output, kSuffixes);
  const LoadedGraph loaded(options.graph, ValuesAre::optional);
  if (suffix == ".graph")
    write_file(options.output, write_text(loaded.graph()));
  else if (suffix == ".json")
    write_file(options.output, write_json(loaded.graph()));
  else
    write_picture(options.output, write_dot(loaded.graph()));
  return {};
}

}  // namespace

void add_convert(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("convert", "Write a graph in another form, by the suffix of the file",
                                R"(  chainrule convert lecture lecture.graph
  chainrule convert model.graph model.json
  chainrule convert logistic logistic.graph --data examples.csv
  chainrule convert gmm:2,3 mixture.json --data points.csv)",
                                [options] { return convert(*options); });
  command.positional("IN", options->graph.graph, "A .graph or .json file, - for standard input, or a ready-made graph")
      .required();
  command.positional("OUT", options->output, "The file to write: .graph, .json, .dot, .gv, .svg, .png or .pdf")
      .required();
  command.option("--data", options->graph.data_file, "A table whose columns a ready-made graph takes as inputs")
      .type_name("FILE.csv")
      .not_empty();
}

}  // namespace chainrule
