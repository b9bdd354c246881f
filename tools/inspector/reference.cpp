#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/source/nearest_name.hpp>
#include <chainrule/graphs/text/literal.hpp>
#include <chainrule/tools/inspector/reference.hpp>
#include <chainrule/tools/inspector/words.hpp>

#include <fmt/format.h>

namespace chainrule::inspector {

namespace {

/// Understands dz, dL/dz and d(L)/d(z).
std::optional<NodeId> node_of_cotangent(const Stepper& stepper, std::string_view name) {
  const Labels& labels = stepper.labels();
  const std::string_view loss = labels[stepper.loss()];
  const auto rest_after = [&](const std::string& start, std::string_view end) -> std::optional<NodeId> {
    if (!name.starts_with(start) || !name.ends_with(end) || name.size() < start.size() + end.size())
      return std::nullopt;
    return labels.find(name.substr(start.size(), name.size() - start.size() - end.size()));
  };
  if (const auto node = rest_after("d", "")) return node;
  if (const auto node = rest_after(fmt::format("d{}/d", loss), "")) return node;
  return rest_after(fmt::format("d({})/d(", loss), ")");
}

std::optional<Reference> find_whole(const Stepper& stepper, std::string_view name) {
  Reference found;
  if (const auto node = stepper.labels().find(name)) {
    found.node = *node;
    return found;
  }
  const auto node = node_of_cotangent(stepper, name);
  if (!node) return std::nullopt;
  found.node = *node;
  found.is_cotangent = true;
  return found;
}

std::vector<std::int64_t> extents_of(const Stepper& stepper, const Reference& reference) {
  const Graph& graph = stepper.graph();
  const Shape& shape = graph.shape(reference.node);
  std::vector<std::int64_t> extents(shape.extents().begin(), shape.extents().end());
  const bool is_listed =
      graph.per_example(reference.node) || (reference.is_cotangent && graph.per_example(stepper.loss()));
  if (const std::size_t examples = stepper.examples(); is_listed && examples > 1)
    extents.insert(extents.begin(), static_cast<std::int64_t>(examples));
  return extents;
}

/// The element that [i,j] stands for; of several examples the first index is the example's.
std::size_t element_of(const Stepper& stepper, const Reference& reference, std::string_view places) {
  const std::vector<std::int64_t> extents = extents_of(stepper, reference);
  const std::string has = fmt::format("{} has shape [{}]", stepper.labels()[reference.node], fmt::join(extents, ", "));
  Literal literal;
  try {
    literal = read_literal(places, "");
  } catch (const Error&) {
    throw InputError(fmt::format("{} is no place in a tensor: expected [0,2]", in_quotes(places)));
  }
  if (literal.shape.rank() != 1 || literal.values.size() != extents.size())
    throw InputError(fmt::format("{} takes another number of places: {}", in_quotes(places), has));
  std::size_t element = 0;
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    const double place = literal.values[axis];
    if (!(place >= 0 && place < static_cast<double>(extents[axis])) ||
        place != static_cast<double>(static_cast<std::int64_t>(place)))
      throw InputError(fmt::format("{} is outside: {}, counted from 0", in_quotes(places), has));
    element = element * static_cast<std::size_t>(extents[axis]) + static_cast<std::size_t>(place);
  }
  return element;
}

}  // namespace

Reference find_reference(const Stepper& stepper, std::string_view text) {
  if (text.empty()) throw InputError("a name is missing: z or dz, say");
  const std::size_t quotes = text.starts_with('"') ? text.rfind('"') : std::string_view::npos;
  const std::size_t bracket = text.find('[', quotes == std::string_view::npos ? 0 : quotes);
  const std::string whole = bracket == std::string_view::npos ? unquoted(text) : std::string(text);
  if (const auto found = find_whole(stepper, whole)) return *found;
  const std::string name = bracket == std::string_view::npos ? whole : unquoted(text.substr(0, bracket));
  if (bracket != std::string_view::npos)
    if (auto found = find_whole(stepper, name)) {
      found->element_text = std::string(text.substr(bracket));
      found->element = element_of(stepper, *found, found->element_text);
      return *found;
    }
  NearestName nearest(name);
  for (const Graph::Naming& naming : stepper.graph().names()) nearest.consider(naming.name);
  throw InputError(fmt::format("there is no node or cotangent {}{}", in_quotes(name), nearest.hint()));
}

NodeId find_node(const Stepper& stepper, std::string_view text) {
  const Reference found = find_reference(stepper, text);
  if (found.is_cotangent || found.element)
    throw InputError(fmt::format("{} is no node: its name is {}", in_quotes(text), stepper.labels()[found.node]));
  return found.node;
}

std::optional<std::vector<double>> numbers_of(Stepper& stepper, const Reference& reference) {
  std::optional<std::vector<double>> numbers;
  if (!reference.is_cotangent) {
    numbers = stepper.value(reference.node);
  } else {
    const Sweep& sweep = stepper.sweep();
    const std::span<const double> all = sweep.cotangents(stepper.graph().expr(reference.node));
    if (sweep.has_cotangent(reference.node))
      numbers = stepper.cotangent(reference.node);
    else
      numbers.emplace(all.begin(), all.end());  // zeros: the loss does not depend on it
  }
  if (numbers && reference.element) return std::vector<double>{numbers->at(*reference.element)};
  return numbers;
}

std::vector<const OpInfo*> ops_of(const Stepper& stepper) {
  const Graph& graph = stepper.graph();
  std::vector<bool> is_used(graph.op_table().size(), false);
  for (NodeId id = 0; id <= stepper.loss(); ++id) is_used[graph.node(id).op] = true;
  std::vector<const OpInfo*> ops;
  for (std::size_t slot = 1; slot < is_used.size(); ++slot)
    if (is_used[slot]) ops.push_back(graph.op_table()[slot]);
  return ops;
}

}  // namespace chainrule::inspector
