#include <chainrule/engine/program/compile.hpp>
#include <chainrule/engine/program/listing.hpp>
#include <chainrule/engine/program/plan/block_size.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/engine/program/run/runner.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace chainrule {

using program::CanonicalGraph;
using program::Examples;
using program::Plan;

/// The plans are made when they are first needed: a program is run either over one example or over many, seldom both.
struct Program::Parts {
  Parts(std::span<const Expr> wanted, const Graph& from) : canonical(wanted, from, Examples::many) {}

  void add(Leaf leaf) {
    leaf_by_original.emplace(leaf.original, leaves.size());
    leaves.push_back(std::move(leaf));
  }
  void name_leaves() {
    std::unordered_map<NodeId, std::size_t> by_node;
    for (std::size_t i = 0; i < leaves.size(); ++i) by_node.emplace(leaves[i].node, i);
    for (const Graph::Naming& naming : canonical.graph().names()) {
      const auto found = by_node.find(naming.node);
      if (found == by_node.end()) continue;
      leaves[found->second].names.emplace_back(naming.name);
      leaf_by_name.emplace(naming.name, found->second);
    }
  }

  program::Compilation compilation(std::size_t examples) const {
    return {.wanted = nodes,
            .from = canonical.graph(),
            .examples = examples == 1 ? Examples::one : Examples::many,
            .precision = precision};
  }

  Precision precision = Precision::float64;
  CanonicalGraph canonical;
  std::vector<Output> outputs;
  std::vector<Expr> nodes;  // the outputs'
  std::unordered_map<std::string, std::size_t> output_by_name;
  std::vector<Leaf> leaves;
  std::unordered_map<std::string, std::size_t> leaf_by_name;
  std::unordered_map<NodeId, std::size_t> leaf_by_original;
  std::mutex mutex;
  std::unique_ptr<const Plan> one, many;
};

Program::Program(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

Precision Program::precision() const { return parts_->precision; }
std::span<const Output> Program::outputs() const { return parts_->outputs; }
std::span<const Program::Leaf> Program::leaves() const { return parts_->leaves; }

std::size_t Program::leaf(std::string_view name) const {
  const auto found = parts_->leaf_by_name.find(std::string(name));
  if (found == parts_->leaf_by_name.end())
    throw GraphError(fmt::format("no output depends on an input or a parameter called {}", name), std::string(name));
  return found->second;
}

std::size_t Program::leaf(const Expr& original) const {
  const auto found = parts_->leaf_by_original.find(original.id());
  if (original.is_number() || found == parts_->leaf_by_original.end())
    throw GraphError("no output depends on that input or parameter");
  return found->second;
}

std::size_t Program::output(std::string_view name) const {
  const auto found = parts_->output_by_name.find(std::string(name));
  if (found == parts_->output_by_name.end())
    throw GraphError(fmt::format("the program has no output {}", name), std::string(name));
  return found->second;
}

std::size_t Program::size(std::size_t output, std::size_t examples) const {
  const Expr& node = parts_->outputs[output].node;
  return node.shape().size() * (node.per_example() ? examples : 1);
}

const Plan& Program::plan(std::size_t examples) const {
  const std::scoped_lock lock(parts_->mutex);
  std::unique_ptr<const Plan>& made = examples == 1 ? parts_->one : parts_->many;
  if (!made) made = program::make_plan(parts_->compilation(examples));
  return *made;
}

std::string Program::describe(std::size_t examples) const {
  const Plan& made = plan(examples);
  return program::describe(made, precision(), program::choose_block_size(made, precision()));
}

std::string Program::describe(std::string_view pass, std::size_t examples) const {
  return program::text_after(pass, parts_->compilation(examples));
}

std::vector<CompilerPass> compiler_passes() {
  std::vector<CompilerPass> all;
  for (const program::Pass& pass : program::passes()) all.push_back({pass.name, pass.sentence});
  return all;
}

namespace {

Program::Leaf described(const CanonicalGraph& canonical, const Graph& from, NodeId original) {
  const Graph& graph = canonical.graph();
  const NodeId node = canonical.copy_of(original);
  return {.names = {},
          .original = original,
          .node = node,
          .role = graph.role(node),
          .shape = graph.shape(node),
          .has_default = !from.values(original).empty() || graph.shape(node).size() == 0};
}

}  // namespace

Program compile(std::span<const Output> outputs, const CompileOptions& options) {
  const auto node = std::ranges::find_if(outputs, [](const Output& output) { return !output.node.is_number(); });
  if (node == outputs.end()) throw GraphError("a program needs an output that is a node of a graph");
  const Graph& from = *node->node.graph();
  std::vector<Expr> nodes;
  for (const Output& output : outputs) nodes.push_back(output.node);
  auto parts = std::make_unique<Program::Parts>(nodes, from);
  parts->precision = options.precision;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!parts->output_by_name.emplace(outputs[i].name, i).second)
      throw GraphError(fmt::format("two outputs are called {}", outputs[i].name), outputs[i].name);
    parts->nodes.push_back(parts->canonical.graph().expr(parts->canonical.outputs()[i]));
    parts->outputs.push_back({outputs[i].name, parts->nodes.back()});
  }
  for (std::size_t i = 0; i < from.leaves().size(); ++i) {
    const NodeId leaf = from.leaves()[i];
    const Role role = from.role(leaf);
    if ((role == Role::input || role == Role::parameter) && parts->canonical.copy_of(leaf) != CanonicalGraph::kNone)
      parts->add(described(parts->canonical, from, leaf));
  }
  parts->name_leaves();
  return Program(std::move(parts));
}

Run::Run(const Program& program, const RunOptions& options)
    : program_(&program),
      runner_(program::make_runner(program.plan(options.examples), program.leaves(), program.outputs(),
                                   program.precision(), options)) {}
Run::Run(Run&&) noexcept = default;
Run::~Run() = default;

void Run::set(const Values& values) {
  for (std::size_t leaf = 0; leaf < program_->leaves().size(); ++leaf) {
    const NodeId original = program_->leaves()[leaf].original;
    const auto given = values.given().find(original);
    if (given == values.given().end()) continue;
    const std::span<const double> numbers = given->second.numbers;
    given->second.is_bound ? bind(leaf, numbers) : set(leaf, numbers);
  }
}

std::size_t Run::leaf(std::string_view name) const { return program_->leaf(name); }
std::size_t Run::output(std::string_view name) const { return program_->output(name); }

}  // namespace chainrule
