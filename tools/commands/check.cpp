// check: gradients against each other and against differences.
#include <chainrule/engine/check/gradient_check.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/reports/check_text.hpp>
#include <chainrule/tools/text/name_list.hpp>

#include <algorithm>
#include <memory>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  std::string of;
  std::vector<std::string> wrt;
  bool json = false;
};

std::vector<Expr> parameters(const LoadedGraph& loaded, const std::vector<std::string>& lists) {
  std::vector<Expr> nodes;
  for (const std::string& list : lists)
    for (const std::string& name : split_names(list, "--wrt"))
      if (const Expr node = loaded.node(name);
          std::ranges::none_of(nodes, [&](const Expr& each) { return each.same_as(node); }))
        nodes.push_back(node);
  if (lists.empty())
    for (const NodeId id : loaded.graph().leaves(Role::parameter)) nodes.push_back(loaded.graph().expr(id));
  return nodes;
}

Report check(const Options& options) {
  const LoadedGraph loaded(options.graph);
  const Expr of = options.of.empty() ? loaded.loss() : loaded.node(options.of);
  const std::vector<Expr> wrt = parameters(loaded, options.wrt);
  loaded.sweep().forward();
  const Labels labels(loaded.graph());
  const std::vector<GradientCheck> checks = check_gradients(loaded.sweep(), of, wrt);
  const bool fails = std::ranges::any_of(checks, [](const auto& each) { return each.verdict == Verdict::fails; });
  const ExitStatus status = fails ? ExitStatus::check_failed : ExitStatus::done;
  const CheckText text(labels, loaded.listed(of).has_value());
  return {.output = options.json ? text.json(checks) : text.lines(checks), .status = status};
}

}  // namespace

void add_check(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("check", "Check the gradient against differences and forward mode",
                                R"(  chainrule check lecture
  chainrule check --expr 'x^2*y + sigmoid(x)' --set x=1.5 --set y=-2 --json
  chainrule check lecture_m --data examples.csv
For each parameter, the worst of its numbers: the gradient by the gradient graph, by central differences, and their
relative error. Where sweep, gradient graph, forward mode and differences disagree, the op and the edge to blame are
named, and the exit status is 1. At a kink, or where differences say nothing, a check is inconclusive: status 0.)",
                                [options] { return check(*options); });
  add_graph_arguments(command, options->graph);
  command.option("--of", options->of, "Check the gradient of this node instead of the graph's loss").type_name("NODE");
  command.repeatable("--wrt", options->wrt, "Check by these inputs and parameters; by default by all parameters")
      .type_name("NAME,...");
  command.flag("--json", options->json,
               "Print one JSON object: {\"checks\": [{name, analytic, numeric, error, verdict, ...}, ...]}");
}

}  // namespace chainrule
