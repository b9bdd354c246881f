// train: fits the parameters of a graph to a table.
#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/ops/list.hpp>
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/doctor/hint.hpp>
#include <chainrule/tools/reports/results.hpp>
#include <chainrule/tools/text/terminal.hpp>
#include <chainrule/tools/train/prediction.hpp>
#include <chainrule/tools/train/trainer.hpp>
#include <chainrule/tools/train/training_data.hpp>

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <sstream>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  std::string label;
  std::string optimizer = "gd";
  DescentOptions descent;
  std::optional<double> tolerance;
  std::string history_file;
  std::string model_file;
  bool json = false;
};

/// The graph, its data and what is known of its label.
struct Task {
  explicit Task(const Options& options);

  LoadedGraph loaded;
  std::optional<Prediction> prediction;
  std::optional<Expr> label;
  std::vector<std::string> feature_names;
  std::vector<Feature> standardised;  // empty if nothing was
};

Task::Task(const Options& options) : loaded(options.graph) {
  const Graph& graph = loaded.graph();
  const Table& data = *loaded.data();
  prediction = find_prediction(graph);
  label = prediction ? std::optional(prediction->label) : loaded.label_input();
  if (!options.label.empty()) {
    label = graph.find(options.label);
    if (!label || graph.role(label->id()) != Role::input || !data.find(options.label))
      throw InputError(fmt::format("the label {} is no input with a column", in_quotes(options.label)), options.label);
    if (prediction && !prediction->label.same_as(*label)) prediction.reset();
  }
  if (prediction && !prediction->of_many && data.find(graph.name_of(label->id())))
    check_classes(data, std::string(graph.name_of(label->id())));
  feature_names = chainrule::feature_names(graph, data, label ? &*label : nullptr);
  if (options.graph.standardise) standardised = standardise_columns(loaded.sweep(), data, feature_names);
}

void say_what_is_constant(const std::vector<Feature>& features) {
  for (const Feature& feature : features)
    if (feature.scale.deviation == 0)
      tell(fmt::format("the column {} is constant: it was centred, not divided by its deviation\n",
                       in_quotes(feature.name)));
}

/// Eleven lines, however long the training.
class Progress {
 public:
  explicit Progress(std::size_t iterations) : iterations_(iterations) {}
  void operator()(std::size_t iteration, double loss) {
    const std::size_t tenth =
        iterations_ == 0
            ? 10
            : static_cast<std::size_t>(10.0 * static_cast<double>(iteration) / static_cast<double>(iterations_));
    if (tenth < next_tenth_) return;
    next_tenth_ = tenth + 1;
    tell(fmt::format("iteration {} of {}: loss {}\n", iteration, iterations_, short_text(loss)));
  }

 private:
  std::size_t iterations_;
  std::size_t next_tenth_ = 0;
};

/// Training may take long: better to hear before it than after it that there is no such folder.
void check_folder(const std::string& file) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder))
    throw InputError(fmt::format("there is no folder {} to write {} to", in_quotes(folder.string()), in_quotes(file)));
}

std::string history_text(const std::vector<double>& losses) {
  std::string text = "iteration,loss\n";
  for (std::size_t i = 0; i < losses.size(); ++i) text += fmt::format("{},{}\n", i, number_text(losses[i]));
  return text;
}

/// The outcome as text and as JSON.
class Outcome {
 public:
  Outcome(const Task& task, const DescentResult& result) : task_(task), result_(result) {
    if (task.prediction) correct_ = count_correct(task.loaded.sweep(), *task.prediction);
    const Graph& graph = task.loaded.graph();
    for (const NodeId id : graph.leaves(Role::parameter))
      parameters_.push_back({.name = std::string(graph.name_of(id)),
                             .numbers = numbers_of(task.loaded.sweep().primal_of(id), graph.shape(id))});
  }

  std::string text() const;
  std::string json() const;
  std::string model(const Options& options) const;
  bool is_finite() const { return std::isfinite(result_.loss) && status_of(parameters_) == ExitStatus::done; }

 private:
  double accuracy() const { return static_cast<double>(*correct_) / static_cast<double>(task_.loaded.examples()); }
  void write_results(JsonWriter& json) const;
  std::string with_features(const std::string& lines) const;

  const Task& task_;
  const DescentResult& result_;
  std::optional<std::size_t> correct_;
  std::vector<Result> parameters_;
};

std::string Outcome::text() const {
  std::string text = fmt::format("loss        {}\n", number_text(result_.loss));
  if (correct_)
    text += fmt::format("accuracy    {}  ({} of {} examples)\n", short_text(accuracy()), *correct_,
                        task_.loaded.examples());
  text += fmt::format("iterations  {}  ({}converged: the largest derivative is {})\n\n", result_.iterations,
                      result_.converged ? "" : "not ", short_text(result_.largest_derivative));
  std::vector<Result> lines = parameters_;
  for (Result& line : lines) line.name = name_text(line.name);
  return text + with_features(result_lines(lines));
}

/// Behind the line of each parameter the one input that it is multiplied with.
std::string Outcome::with_features(const std::string& lines) const {
  const Graph& graph = task_.loaded.graph();
  std::map<NodeId, std::set<NodeId>> inputs;
  for (NodeId id = 0; id < graph.size(); ++id) {
    if (graph.role(id) != Role::operation || &graph.op(id) != &standard_info<Multiply>()) continue;
    const NodeId a = graph.operands(id)[0], b = graph.operands(id)[1];
    if (graph.role(a) == Role::parameter && graph.role(b) == Role::input) inputs[a].insert(b);
    if (graph.role(b) == Role::parameter && graph.role(a) == Role::input) inputs[b].insert(a);
  }
  std::istringstream rest(lines);
  std::string text;
  std::string line;
  for (const NodeId parameter : graph.leaves(Role::parameter)) {
    if (!std::getline(rest, line)) break;
    const std::set<NodeId>& found = inputs[parameter];
    const bool is_one = found.size() == 1 && !graph.name_of(*found.begin()).empty();
    text += is_one ? fmt::format("{:<32}of {}\n", line, name_text(graph.name_of(*found.begin()))) : line + '\n';
  }
  return text;
}

void Outcome::write_results(JsonWriter& json) const {
  json.key("loss").number(result_.loss).key("parameters");
  chainrule::write_results(json, parameters_);
  json.key("iterations").integer(result_.iterations).key("converged").boolean(result_.converged);
  json.key("metrics").begin_object();
  if (correct_) json.key("accuracy").number(accuracy());
  json.end_object();
}

std::string Outcome::json() const {
  JsonWriter json;
  json.begin_object();
  write_results(json);
  json.end_object();
  return json.take();
}

std::string Outcome::model(const Options& options) const {
  JsonWriter json;
  json.begin_object().key("version").integer(1);
  options.graph.expression ? json.key("expression").text(*options.graph.expression)
                           : json.key("graph").text(options.graph.graph);
  json.key("label");
  task_.label ? json.text(task_.loaded.graph().name_of(task_.label->id())) : json.null();
  json.key("features").begin_array();
  for (const std::string& name : task_.feature_names) json.text(name);
  json.end_array().key("standardised").begin_object();
  for (const Feature& feature : task_.standardised) {
    json.key(feature.name).begin_object().key("mean").number(feature.scale.mean);
    json.key("deviation").number(feature.scale.deviation).end_object();
  }
  json.end_object();
  write_results(json);
  json.end_object();
  return json.take();
}

void check(const Options& options) {
  if (!options.graph.data_file) throw UsageError("train needs examples: give a table with --data FILE.csv");
  if (!(options.descent.alpha > 0) || !std::isfinite(options.descent.alpha))
    throw UsageError("--alpha must be a positive number");
  if (!(options.descent.tolerance >= 0)) throw UsageError("--tolerance must not be negative");
  for (const std::string& file : {options.history_file, options.model_file}) check_folder(file);
}

Report train(Options options) {
  if (!options.label.empty()) options.graph.label = options.label;
  if (options.tolerance) options.descent.tolerance = *options.tolerance;
  options.descent.stop_when_converged = options.tolerance.has_value();
  check(options);
  Task task(options);
  say_what_is_constant(task.standardised);
  Trainer trainer(task.loaded.loss(), task.loaded.sweep());
  std::vector<double> losses;
  if (!options.history_file.empty()) losses.reserve(options.descent.iterations + 1);
  Progress progress(options.descent.iterations);
  const DescentResult result = descend(trainer, options.descent, [&](std::size_t iteration, double loss) {
    if (!options.history_file.empty()) losses.push_back(loss);
    progress(iteration, loss);
  });
  const Outcome outcome(task, result);
  if (!options.history_file.empty()) write_file(options.history_file, history_text(losses));
  if (!options.model_file.empty()) write_file(options.model_file, outcome.model(options));
  Report report{.output = options.json ? outcome.json() : outcome.text()};
  if (!outcome.is_finite()) {
    tell(fmt::format("chainrule: the loss is {} after iteration {}; a smaller --alpha or --standardise may help\n",
                     number_text(result.loss), result.iterations));
    task.loaded.sweep().backward(task.loaded.loss());
    tell(doctor_hint(task.loaded.sweep(), options.graph));
    report.status = ExitStatus::not_finite;
  } else if (options.descent.stop_when_converged && !result.converged) {
    report.status = ExitStatus::check_failed;
  }
  return report;
}

}  // namespace

void add_train(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("train", "Fit the parameters of a graph to a table of examples",
                                R"(  chainrule train logistic --data graphs/data/breast_cancer.csv --standardise
  chainrule train logistic --data f.csv --label outcome --alpha 0.5 --iterations 500 -o model.json
  chainrule train lecture_m --data f.csv --history losses.csv --json
  chainrule train mlp:16,8 --data f.csv --standardise --alpha 0.3
Starts from the parameters' values in the graph: logistic, softmax and linear
start from zeros, mlp from random weights that are always the same, gmm from
examples spread over the table.)",
                                [options] { return train(*options); });
  add_graph_arguments(command, options->graph);
  DescentOptions& descent = options->descent;
  command.option("--label", options->label, "The column of the label; y for ready-made graphs").type_name("NAME");
  command.option("--optimizer", options->optimizer, "gd: full-batch gradient descent")
      .choices({"gd"})
      .type_name("NAME");
  command.option("--alpha", descent.alpha, "The learning rate, 0.1 if not given").type_name("NUMBER");
  command.option("--iterations", descent.iterations, "The number of updates, 1000 if not given")
      .range(0, 1'000'000'000)
      .type_name("N");
  command
      .option(
          "--tolerance", options->tolerance,
          "Stop when no |derivative| is above it; status 1 if that is not reached. Without it all iterations are run")
      .type_name("NUMBER");
  command.flag("--standardise", options->graph.standardise,
               "Bring every feature to mean 0 and population deviation 1 first");
  command.option("--history", options->history_file, "Write the loss before the first and after each update")
      .type_name("FILE.csv")
      .not_empty();
  command.option("-o", options->model_file, "Write the parameters and what goes with them")
      .type_name("FILE.json")
      .not_empty();
  command.flag("--json", options->json,
               "Print one JSON object: {\"loss\", \"parameters\", \"iterations\", \"converged\", \"metrics\"}");
}

}  // namespace chainrule
