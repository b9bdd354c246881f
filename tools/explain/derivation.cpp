#include <chainrule/engine/autodiff/paths.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/tools/explain/derivation.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/short_form.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

constexpr std::size_t kLongestPath = 12;  // edges that are printed
constexpr std::size_t kLongestUnnamed = 24;
constexpr std::size_t kMostShares = 20;
constexpr FormulaOptions kDefinition{.limit = 200};

Formula structural_share(const Graph& graph, const Edge& edge, const Labels& labels) {
  return {partial_formula(graph, edge.consumer, edge.operand, labels, Dialect::display),
          partial_formula(graph, edge.consumer, edge.operand, labels, Dialect::latex)};
}

Simplification as_it_is(const Expr& expression) { return {expression, {}, {}, {}}; }

}  // namespace

Derivations::Derivations(const Sweep& sweep, DerivationOptions options)
    : sweep_(sweep),
      options_(options),
      labels_(sweep.graph()),
      definitions_(sweep, labels_, options.example),
      flow_(sweep, definitions_),
      nodes_(flow_.receivers()) {
  if (!sweep.has_cotangent(flow_.loss()))
    throw NoGradient(fmt::format("{} depends on no parameter: there is no gradient to explain", labels_[flow_.loss()]),
                     std::string(labels_[flow_.loss()]));
  find_in_values();
}

/// One example's numbers of those of all, or the only ones that there are.
std::vector<double> Derivations::of_example(std::span<const double> all, std::size_t size) const {
  if (all.size() > size) all = all.subspan(options_.example * size, size);
  return {all.begin(), all.end()};
}

std::vector<double> Derivations::value(NodeId node) const {
  return of_example(sweep_.primal_of(node), graph().shape(node).size());
}

std::vector<double> Derivations::cotangent(NodeId node) const {
  return of_example(sweep_.cotangent_of(node), graph().shape(node).size());
}

bool Derivations::is_scalar_edge(const Edge& edge) const { return flow_.written(edge.consumer) != Written::whole; }

/// Contributions of all examples to what they share.
bool Derivations::is_summed(const Edge& edge) const {
  return graph().per_example(edge.consumer) && !graph().per_example(edge.node) && !graph().per_example(flow_.loss());
}

/// In short form where it is not one op's own, with the conditions of that.
Simplification Derivations::partial(const Edge& edge) {
  switch (flow_.written(edge.consumer)) {
    case Written::named: {
      const Definition definition = definitions_.define(edge.consumer, Depth::named);
      const Expr written = definitions_.partial(definition, edge.operand);
      return definition.is_one_op ? as_it_is(written) : simplify_with_steps(written);
    }
    case Written::reduction:
      return as_it_is(definitions_.partial_of_reduction(edge.consumer));
    default:
      return as_it_is(definitions_.partial_of_op(edge.consumer, edge.operand));
  }
}

/// The number that the sweep has, where the edge is one op's own; otherwise as the sweep would compute it.
double Derivations::local_number(const Edge& edge) {
  if (flow_.written(edge.consumer) == Written::named) {
    const Definition definition = definitions_.define(edge.consumer, Depth::named);
    if (!definition.is_one_op) return number_of(definitions_.partial(definition, edge.operand, Form::computed));
  }
  return of_example(sweep_.partial(edge.consumer, edge.operand), 1)[0];
}

Share Derivations::share(const Edge& edge) {
  Share share;
  share.consumer = edge.consumer;
  share.consumer_name = name_of(labels_, edge.consumer);
  share.upstream = cotangent_name(labels_, edge.consumer, flow_.loss());
  share.upstream_full = derivative_name(labels_, flow_.loss(), edge.consumer);
  share.arriving = cotangent(edge.consumer);
  share.is_summed = is_summed(edge);
  if (!is_scalar_edge(edge)) return whole_share(edge, std::move(share));
  share.edge = derivative_name(labels_, edge.consumer, edge.node);
  const Simplification local = partial(edge);
  share.partial = formula_of(local.result);
  share.substituted = with_numbers(local.result);
  share.nonzero = formulas_of(local.nonzero);
  share.local = {local_number(edge)};
  if (const double printed = number_of(local.result); !is_as_printed(printed, share.local[0])) share.printed = printed;
  const bool is_only = flow_.into(edge.node).size() == 1;
  share.adds = is_only ? cotangent(edge.node) : std::vector{share.arriving[0] * share.local[0]};
  if (share.is_summed && !is_only) {
    share.adds[0] = 0;
    for (const double all : sweep_.contribution(edge.consumer, edge.operand)) share.adds[0] += all;
  }
  return share;
}

Share Derivations::whole_share(const Edge& edge, Share share) {
  const std::size_t size = graph().shape(edge.node).size();
  share.partial = structural_share(graph(), edge, labels_);
  share.adds = of_example(sweep_.contribution(edge.consumer, edge.operand), size);
  if (graph().op(edge.consumer).kind == OpKind::structural) return share;
  share.edge = derivative_name(labels_, edge.consumer, edge.node);
  const std::vector<double> local = sweep_.partial(edge.consumer, edge.operand);
  share.local = of_example(local, graph().shape(edge.consumer).size());
  return share;
}

PathProduct Derivations::product_along(const Route& path) {
  PathProduct result;
  result.nodes.push_back(flow_.loss());
  std::vector<Formula> names;
  const bool has_numbers =
      std::ranges::all_of(path, [&](const Edge& edge) { return is_scalar_edge(edge) && !is_summed(edge); });
  for (const Edge& edge : path) {
    result.nodes.push_back(edge.node);
    if (path.size() <= kLongestPath) names.push_back(derivative_name(labels_, edge.consumer, edge.node));
    if (has_numbers) result.factors.push_back(local_number(edge));
  }
  if (path.size() > kLongestPath)
    for (const Edge& edge : {path.front(), path.back()})
      names.push_back(derivative_name(labels_, edge.consumer, edge.node));
  const bool is_cut = path.size() > kLongestPath;
  result.names = is_cut ? joined(names, " * ... * ", " \\cdots ") : product(names);
  if (has_numbers) {
    result.product = cotangent(flow_.loss())[0];
    for (const double factor : result.factors) *result.product *= factor;
  }
  return result;
}

void Derivations::list_paths(Derivation& derivation) {
  if (derivation.is_loss) return;
  if (flow_.is_small()) return list_every_path(derivation);
  derivation.path_count = flow_.paths(derivation.node);
  if (derivation.path_count > 1)
    for (const Route& path : routes_from(flow_, derivation.node, options_.most_paths))
      derivation.paths.push_back(product_along(path));
}

/// From op to op, so that a value that fans out within one formula is seen to.
void Derivations::list_every_path(Derivation& derivation) {
  const std::size_t size = graph().shape(derivation.node).size();
  const Paths paths(sweep_, graph().expr(derivation.node), graph().expr(flow_.loss()));
  derivation.path_count = paths.count();
  if (!(derivation.path_count > 1)) return;
  for (const Path& path : paths.first(options_.most_paths)) {
    PathProduct result;
    std::vector<Formula> names;
    const bool has_numbers =
        std::ranges::all_of(path.edges, [](const PathEdge& edge) { return edge.local.size() == 1; });
    for (auto edge = path.edges.rbegin(); edge != path.edges.rend(); ++edge) {
      result.nodes.push_back(edge->node);
      const bool is_shown = path.edges.size() <= kLongestPath || edge == path.edges.rbegin();
      if (is_shown) names.push_back(slope_name(edge->node, graph().operands(edge->node)[edge->operand]));
      if (has_numbers) result.factors.push_back(edge->local[0]);
    }
    result.nodes.push_back(derivation.node);
    const bool is_cut = path.edges.size() > kLongestPath;
    if (is_cut) names.push_back(slope_name(path.edges.front().node, derivation.node));
    result.names = is_cut ? joined(names, " * ... * ", " \\cdots ") : product(names);
    if (size == 1) result.product = of_example(path.product, size)[0];
    derivation.paths.push_back(std::move(result));
  }
}

/// "da/dz", "d(x^2)/dx"
Formula Derivations::slope_name(NodeId out, NodeId in) const {
  const Formula above = shown(out), below = shown(in);
  return {partial_label(above.text, below.text), fmt::format("\\frac{{d{}}}{{d{}}}", above.latex, below.latex)};
}

/// By its name or, if it has none, by its formula, where that is short.
Formula Derivations::shown(NodeId node) const {
  if (!graph().name_of(node).empty() || graph().role(node) != Role::operation) return name_of(labels_, node);
  const std::string text = formula(graph(), node, labels_, Dialect::display, {.limit = kLongestUnnamed});
  if (text.ends_with("…")) return name_of(labels_, node);
  return {text, fmt::format("({})", formula(graph(), node, labels_, Dialect::latex))};
}

Formula Derivations::definition_of(NodeId node) {
  if (graph().role(node) != Role::operation) return {};
  const std::string text = formula(graph(), node, labels_, Dialect::display, kDefinition);
  if (text.ends_with("…")) return {text, "\\ldots"};
  return {text, formula(graph(), node, labels_, Dialect::latex)};
}

Derivation Derivations::of(NodeId node) {
  static_cast<void>(sweep_.cotangents(graph().expr(node)));  // throws if it was not asked for
  Derivation derivation;
  derivation.node = node;
  derivation.name = name_of(labels_, node);
  derivation.cotangent = cotangent_name(labels_, node, flow_.loss());
  derivation.full = derivative_name(labels_, flow_.loss(), node);
  derivation.is_loss = node == flow_.loss();
  derivation.definition = definition_of(node);
  derivation.value = value(node);
  if (!sweep_.has_cotangent(node)) {
    derivation.numbers.assign(graph().shape(node).size(), 0.0);
    return derivation;
  }
  derivation.numbers = cotangent(node);
  const std::span<const Edge> edges = flow_.into(node);
  for (const Edge& edge : edges.first(std::min(edges.size(), kMostShares))) derivation.shares.push_back(share(edge));
  derivation.shares_left_out = edges.size() - derivation.shares.size();
  list_paths(derivation);
  add_working(derivation);
  add_recipe(derivation);
  return derivation;
}

}  // namespace chainrule
