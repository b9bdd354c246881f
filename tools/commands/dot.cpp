// dot: the graph as a picture.
#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/tools/arguments/output_format.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/reports/picture.hpp>
#include <chainrule/tools/text/name_list.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  std::string style = "lecture";
  std::vector<std::string> show;
  std::optional<std::size_t> step;
  std::string frames;
  std::string format = "svg";
  std::vector<std::string> difference;
  std::string around;
  std::size_t depth = 1;
  std::string output;
};

DotStyle style_named(const std::string& name) {
  if (name == "ops") return DotStyle::ops;
  return name == "gradient" ? DotStyle::gradient : DotStyle::lecture;
}

void add_shown(const std::string& list, DotOptions& picture) {
  for (const std::string& what : split_names(list, "--show")) {
    if (what != "values" && what != "cotangents")
      throw UsageError(fmt::format("--show {}: expected values, cotangents or both, separated by a comma", what));
    (what == "values" ? picture.values : picture.cotangents) = true;
  }
}

void refuse_contradictions(const Options& options) {
  const int kinds = (options.step ? 1 : 0) + (options.frames.empty() ? 0 : 1) + (options.difference.empty() ? 0 : 1);
  if (kinds > 1) throw UsageError("--step, --frames and --diff are three different pictures: ask for one of them");
  if (kinds > 0 && options.style == "gradient")
    throw UsageError("the style gradient has no steps and no differences: use lecture or ops");
  if (!options.frames.empty() && !options.output.empty())
    throw UsageError("--frames writes files into its own folder: leave out -o, and say --format for another form");
}

/// One file per step, step-00.svg and so on: all of them, or none if a picture cannot be drawn.
void write_frames(Frames& frames, const Options& options) {
  constexpr std::size_t kMostFrames = 1000;
  if (frames.steps() > kMostFrames)
    throw GraphError(
        fmt::format("the graph has {} steps; {} is the most that --frames draws: look at one of them by "
                    "--step, or at a part by --around",
                    frames.steps(), kMostFrames));
  const std::size_t digits = std::max<std::size_t>(2, std::to_string(frames.steps()).size());
  std::vector<std::string> drawn;
  for (std::size_t step = 0; step <= frames.steps(); ++step) {
    const std::string text = frames[step];
    drawn.push_back(options.format == "dot" ? text : render_dot(text, options.format));
  }
  std::error_code error;
  std::filesystem::create_directories(options.frames, error);
  if (error) throw InputError(fmt::format("cannot make the folder {}: {}", in_quotes(options.frames), error.message()));
  for (std::size_t step = 0; step < drawn.size(); ++step)
    write_file(fmt::format("{}/step-{:0{}}.{}", options.frames, step, digits, options.format), drawn[step]);
}

std::string text_of(const LoadedGraph& loaded, const DotOptions& picture, const Options& options) {
  if (options.step) return Frames(loaded, picture)[*options.step];
  if (!options.difference.empty())
    return picture_of_difference(loaded, picture, options.difference[0], options.difference[1]);
  return picture_of(loaded, picture);
}

Report dot(const Options& options) {
  refuse_contradictions(options);
  if (!options.output.empty()) known_suffix(options.output, kPictureSuffixes);
  DotOptions picture{.style = style_named(options.style)};
  for (const std::string& list : options.show) add_shown(list, picture);
  // The two value files may hold what the graph itself does not.
  const bool has_numbers = picture.values || picture.cotangents || options.step || !options.frames.empty();
  const LoadedGraph loaded(options.graph, has_numbers ? ValuesAre::needed : ValuesAre::optional);
  if (!options.around.empty()) picture.around = loaded.node(options.around).id();
  picture.depth = options.depth;
  if (!options.frames.empty()) {
    Frames frames(loaded, picture);
    write_frames(frames, options);
    return {};
  }
  const std::string text = text_of(loaded, picture, options);
  if (options.output.empty()) return {.output = text};
  write_picture(options.output, text);
  return {};
}

void add_kinds(Command& command, Options& options) {
  command.option("--step", options.step, "The state after this step of `chainrule step`; 0 is the state before")
      .type_name("N");
  command
      .option("--frames", options.frames,
              "Write one picture per step into this folder, all in one layout: step-00.svg, step-01.svg, ...")
      .type_name("DIR")
      .not_empty();
  command.option("--format", options.format, "The form of --frames")
      .choices({"svg", "png", "pdf", "dot"})
      .shows_default();
  command
      .pair("--diff", options.difference,
            "What changes from one set of values to another: two files as --values takes them")
      .type_name("A.json B.json")
      .not_empty();
  command.option("--around", options.around, "Draw only what is near this node").type_name("NODE");
  command.option("--depth", options.depth, "How many arrows away --around goes, either way")
      .type_name("N")
      .shows_default();
}

}  // namespace

void add_dot(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("dot", "Draw the graph",
                                R"(  chainrule dot lecture > lecture.dot
  chainrule dot lecture --show values,cotangents -o lecture.svg
  chainrule dot lecture --style gradient -o gradient.pdf
  chainrule dot lecture --step 9 -o step9.svg
  chainrule dot lecture --frames frames --format png
  chainrule dot lecture --diff before.json after.json -o change.svg
  chainrule dot mlp.graph --around h1 --depth 2 -o part.svg)",
                                [options] { return dot(*options); });
  add_graph_arguments(command, options->graph);
  command
      .option(
          "--style", options->style,
          "lecture: formulas and groups as one box; ops: every operation as a box; gradient: the gradient graph too")
      .choices({"lecture", "ops", "gradient"})
      .shows_default();
  command.repeatable("--show", options->show, "The numbers to show: values, cotangents or values,cotangents")
      .type_name("WHAT");
  add_kinds(command, *options);
  command.option("-o,--output", options->output, "Write to this file instead: .dot, .gv, .svg, .png or .pdf")
      .type_name("FILE")
      .not_empty();
}

}  // namespace chainrule
