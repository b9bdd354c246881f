// Commands that change numbers.
#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/text/literal.hpp>
#include <chainrule/tools/inspector/reference.hpp>
#include <chainrule/tools/inspector/session.hpp>
#include <chainrule/tools/inspector/words.hpp>

#include <fmt/format.h>

namespace chainrule::inspector {

namespace {

/// Splits "name=value"; the name may be in quotes.
std::pair<std::string_view, std::string_view> split(std::string_view argument, std::string_view usage) {
  std::size_t from = 0;
  if (argument.starts_with('"'))
    for (from = 1; from < argument.size() && argument[from] != '"'; ++from)
      if (argument[from] == '\\') ++from;
  const std::size_t equals = argument.find('=', std::min(from, argument.size()));
  if (equals == std::string_view::npos) throw InputError(fmt::format("expected {}", usage));
  return {trimmed(argument.substr(0, equals)), trimmed(argument.substr(equals + 1))};
}

}  // namespace

std::string do_set(Session& session, std::string_view argument) {
  const auto [name, text] = split(argument, "NAME=VALUE: set w1=0.7");
  Stepper& stepper = session.stepper;
  const Graph& graph = stepper.graph();
  const NodeId node = find_node(stepper, name);
  if (graph.role(node) != Role::input && graph.role(node) != Role::parameter)
    throw InputError(fmt::format("{} is {}: values are set of inputs and parameters", session.text.name(node),
                                 graph.role(node) == Role::operation ? "computed" : "a constant"));
  const Literal value = read_literal(text, "");
  const Shape& shape = graph.shape(node);
  if (!value.fits(shape))
    throw InputError(
        fmt::format("{} takes {}, not {}", session.text.name(node), described(shape), described(value.shape)));
  const bool had_cotangents = stepper.seen(stepper.loss()) > 0;
  const std::size_t earlier = stepper.first_step(stepper.pass(stepper.position())) - 1;
  const std::string before = summary_text(*stepper.value(node), shape);
  stepper.set(graph.expr(node), value.values);
  std::string report = fmt::format("{}: {} -> {}, and what depends on it is computed again\n", session.text.name(node),
                                   before, summary_text(*stepper.value(node), shape));
  if (earlier > 0) report += "the earlier passes are gone: they were of other values\n";
  if (had_cotangents) {
    session.stale_because = fmt::format("{} was set after it was computed", session.text.name(node));
    report += fmt::format("the cotangents are stale: back at step {}, before the backward pass\n", stepper.position());
  }
  const NodeId loss = stepper.loss();
  if (stepper.is_known(loss))
    report += fmt::format("{} = {}\n", session.text.name(loss), summary_text(*stepper.value(loss), graph.shape(loss)));
  return report;
}

std::string do_update(Session& session, std::string_view argument) {
  const auto [name, text] = split(argument, "update alpha=0.1");
  if (name != "alpha" && name != "α") throw InputError(fmt::format("update has alpha, no {}", in_quotes(name)));
  const double alpha = parse_number(text);
  Stepper& stepper = session.stepper;
  const std::size_t begin = stepper.first_step(stepper.pass(stepper.position())) - 1;
  const std::size_t last = begin + stepper.trace().size();
  if (stepper.position() < last)
    throw InputError(fmt::format("first all gradients, then the update: the backward pass ends at step {}", last));
  stepper.update(alpha);
  return do_step(session, std::to_string(stepper.size() - stepper.position()));
}

}  // namespace chainrule::inspector
