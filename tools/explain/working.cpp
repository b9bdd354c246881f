// The short form of a cotangent, and how the chain rule's own leads there.
#include <chainrule/tools/explain/derivation.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/short_form.hpp>

#include <algorithm>

namespace chainrule {

namespace {

constexpr std::size_t kLongestShortForm = 40;
constexpr std::size_t kMostNodes = 100;

bool is_short(const Expr& expression) { return columns(reading_text(expression)) <= kLongestShortForm; }

void add_missing(std::vector<Expr>& list, const std::vector<Expr>& more) {
  for (const Expr& each : more)
    if (std::ranges::none_of(list, [&](const Expr& known) { return known.same_as(each); })) list.push_back(each);
}

bool is_number_one(const Expr& expression) { return expression.is_number() && expression.number() == 1; }

}  // namespace

/// Writes the cotangents of all nodes between the loss and the leaves in values, as long as a reader could follow.
void Derivations::find_in_values() {
  if (!flow_.is_small() || nodes_.size() > kMostNodes) return;
  std::vector<NodeId> from_loss = nodes_;
  std::ranges::sort(from_loss, std::greater<>());
  for (const NodeId node : from_loss)
    if (const std::optional<InValues> found = in_values(node)) in_values_.emplace(node, *found);
}

std::optional<Derivations::InValues> Derivations::in_values(NodeId node) {
  if (node == flow_.loss()) return InValues{.written = 1, .simple = 1, .written_nonzero = {}, .simplification = {}};
  InValues result;
  const Algebra& algebra = graph().ops().algebra;
  std::size_t summed = 0;
  std::optional<Expr> sum;
  for (const Edge& edge : flow_.into(node)) {
    if (!is_scalar_edge(edge)) return std::nullopt;
    const Simplification upstream = upstream_in_values(edge), local = partial(edge);
    const Expr product = is_number_one(upstream.result) ? local.result
                         : is_number_one(local.result)  ? upstream.result
                                                        : algebra.multiply(upstream.result, local.result);
    add_missing(result.written_nonzero, upstream.nonzero);
    add_missing(result.written_nonzero, local.nonzero);
    sum = sum ? algebra.add(*sum, product) : product;
    summed += is_summed(edge) ? 1 : 0;
    result.distance = std::max(result.distance, distance_through(edge));
  }
  if (!sum) return std::nullopt;
  result.written = *sum;
  result.is_term = summed > 0;
  if (summed == 0 || summed == flow_.into(node).size()) result.simplification = simplify_with_steps(*sum);
  result.simple = result.simplification ? result.simplification->result : *sum;
  return result;
}

/// How many factors that are no reductions there are between the loss and the edge's node, at most.
std::size_t Derivations::distance_through(const Edge& edge) const {
  const auto consumer = in_values_.find(edge.consumer);
  const std::size_t before = consumer == in_values_.end() ? kMostNodes : consumer->second.distance;
  return before + (flow_.written(edge.consumer) == Written::reduction ? 0 : 1);
}

/// The consumer's cotangent, and where it holds: as the rule wrote it where that is next to the loss, else in short;
/// where it is not short, by its name.
Simplification Derivations::upstream_in_values(const Edge& edge) {
  const auto consumer = in_values_.find(edge.consumer);
  if (consumer != in_values_.end() && !consumer->second.is_term) {
    const InValues& known = consumer->second;
    Simplification form{known.written, {}, {}, known.written_nonzero};
    if (known.distance > 1) form = {known.simple, {}, {}, known.simple_nonzero()};
    if (is_short(form.result)) return form;
  }
  return {cotangent_leaf(edge.consumer), {}, {}, {}};
}

std::vector<Expr> Derivations::InValues::simple_nonzero() const {
  std::vector<Expr> all = written_nonzero;
  if (simplification) add_missing(all, simplification->nonzero);
  return all;
}

Expr Derivations::cotangent_leaf(NodeId node) {
  return definitions_.leaf(cotangent_label(labels_, node, flow_.loss()), cotangent(node)[0]);
}

void Derivations::add_working(Derivation& derivation) {
  const auto found = in_values_.find(derivation.node);
  if (found == in_values_.end() || !found->second.simplification || derivation.is_loss) return;
  const InValues& form = found->second;
  if (!is_short(form.simple)) return;
  Working working;
  working.start = formula_of(form.written);
  for (const Rewriting& rewriting : form.simplification->chain)
    working.steps.push_back({.kind = rewriting.kind,
                             .subject = rewriting.subject ? formula_of(*rewriting.subject) : Formula(),
                             .whole = formula_of(rewriting.after)});
  working.result = formula_of(form.simple);
  working.substituted = with_numbers(form.simple);
  working.nonzero = formulas_of(form.simple_nonzero());
  working.is_term = form.is_term;
  working.value = number_of(form.simple);
  const bool is_comparable = !form.is_term || sweep_.examples() == 1;
  working.agrees = !is_comparable || agrees(working.value, derivation.numbers[0]);
  derivation.working = std::move(working);
}

/// The partials times the cotangents of the consumers by name: x1*dz.
void Derivations::add_recipe(Derivation& derivation) {
  if (derivation.is_loss || derivation.shares_left_out > 0 || graph().shape(derivation.node).size() != 1 ||
      derivation.shares.empty())
    return;
  const Algebra& algebra = graph().ops().algebra;
  std::optional<Expr> sum;
  std::vector<Expr> nonzero;
  for (const Edge& edge : flow_.into(derivation.node)) {
    if (!is_scalar_edge(edge)) return;
    const Simplification local = partial(edge);
    const bool is_direct = edge.consumer == flow_.loss();
    const Expr term = is_direct ? local.result : algebra.multiply(local.result, cotangent_leaf(edge.consumer));
    add_missing(nonzero, local.nonzero);
    sum = sum ? algebra.add(*sum, term) : term;
  }
  const Simplification form = simplify_with_steps(*sum);
  if (!is_short(form.result)) return;
  add_missing(nonzero, form.nonzero);
  derivation.recipe = formula_of(form.result);
  derivation.recipe_substituted = with_numbers(form.result);
  derivation.recipe_nonzero = formulas_of(nonzero);
}

}  // namespace chainrule
