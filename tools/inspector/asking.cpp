// Commands that say why: along which paths, and whether it is right.
#include <chainrule/engine/autodiff/paths.hpp>
#include <chainrule/engine/check/gradient_check.hpp>
#include <chainrule/graphs/dot/dot_writer.hpp>
#include <chainrule/tools/arguments/output_format.hpp>
#include <chainrule/tools/inspector/reference.hpp>
#include <chainrule/tools/inspector/session.hpp>
#include <chainrule/tools/inspector/words.hpp>
#include <chainrule/tools/reports/check_text.hpp>
#include <chainrule/tools/reports/picture.hpp>
#include <chainrule/tools/text/columns.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::inspector {

namespace {

constexpr std::size_t kMostPaths = 8;
constexpr std::size_t kMostFactors = 12;

std::string count_text(double count) {
  constexpr double kExact = 0x1p53;
  return count <= kExact ? fmt::format("{:.0f}", count) : fmt::format("about {:.3g}", count);
}

/// "x -> t1 -> L", of a long path its two ends.
std::string route(Session& session, NodeId from, const Path& path) {
  std::string text = session.text.name(from);
  const std::size_t length = path.edges.size();
  for (std::size_t i = 0; i < length; ++i) {
    if (length > kMostFactors && i == kMostFactors / 2) {
      text += fmt::format(" -> ({} more)", length - kMostFactors);
      i = length - kMostFactors / 2;
    }
    text += fmt::format(" -> {}", session.text.name(path.edges[i].node));
  }
  return text;
}

/// "0.5 * 1 * 2 = 1"; the product alone where its factors are no numbers, or too many.
std::string product(const Path& path, const Shape& shape) {
  const std::string result = summary_text(path.product, shape);
  const bool are_numbers = path.product.size() == 1 && path.edges.size() <= kMostFactors &&
                           std::ranges::all_of(path.edges, [](const PathEdge& e) { return e.local.size() == 1; });
  if (!are_numbers || path.edges.size() < 2) return "= " + result;
  std::string text;
  for (std::size_t i = path.edges.size(); i-- > 0;)  // as the backward pass multiplies
    text += text.empty() ? numbers_text(path.edges[i].local) : " * " + factor_text(path.edges[i].local);
  return fmt::format("= {} = {}", text, result);
}

std::string wrapped(const std::string& text) { return folded(text, 6) + '\n'; }

}  // namespace

std::string do_path(Session& session, std::string_view argument) {
  std::string_view rest = argument;
  const std::string_view first = take_word(rest), second = take_word(rest);
  if (second.empty()) throw InputError("path needs two nodes: path w1 L");
  const std::size_t most = rest.empty() ? kMostPaths : parse_count(rest);
  Stepper& stepper = session.stepper;
  const Graph& graph = stepper.graph();
  NodeId from = find_node(stepper, first), to = find_node(stepper, second);
  if (from > to) std::swap(from, to);
  const Paths paths(stepper.sweep(), graph.expr(from), graph.expr(to));
  const std::string ends = fmt::format("from {} to {}", session.text.name(from), session.text.name(to));
  if (paths.count() == 0) return fmt::format("no path leads {}: the derivative is 0\n", ends);
  std::string text = fmt::format("{} path{} {}\n", count_text(paths.count()), paths.count() == 1 ? "" : "s", ends);
  const std::vector<Path> shown = paths.first(most);
  for (const Path& path : shown) {
    text += wrapped("  " + route(session, from, path));
    text += wrapped("    " + product(path, graph.shape(from)));
  }
  if (const double hidden = paths.count() - static_cast<double>(shown.size()); hidden > 0)
    text += fmt::format("  ... and {} more: path {} {} COUNT shows more\n", count_text(hidden), first, second);
  const std::string derivative = partial_label(stepper.labels(), to, from);
  const std::string sum = summary_text(paths.sum(), graph.shape(from));
  if (paths.sum().size() > 1 || graph.shape(to).size() > 1)
    return text + wrapped(fmt::format("  all together, from ones at {}: {}", session.text.name(to), sum));
  return text + fmt::format("  all together: {} = {}\n", derivative, sum);
}

std::string do_check(Session& session, std::string_view argument) {
  Stepper& stepper = session.stepper;
  const Graph& graph = stepper.graph();
  std::vector<Expr> parameters;
  while (!argument.empty()) parameters.push_back(graph.expr(find_node(stepper, take_word(argument))));
  if (parameters.empty())
    for (const NodeId id : graph.leaves(Role::parameter)) parameters.push_back(graph.expr(id));
  const std::vector<GradientCheck> checks = check_gradients(stepper.sweep(), graph.expr(stepper.loss()), parameters);
  const bool has_examples = graph.per_example(stepper.loss()) && stepper.examples() > 1;
  return CheckText(stepper.labels(), has_examples).lines(checks);
}

std::string do_dot(Session& session, std::string_view argument) {
  if (argument.empty()) throw InputError("dot needs a file: picture.svg, .png, .pdf or .dot");
  const std::string file = unquoted(argument);
  known_suffix(file, kPictureSuffixes);
  Stepper& stepper = session.stepper;
  const std::size_t begin = stepper.first_step(stepper.pass(stepper.position())) - 1;
  const DotMoment moment(stepper.trace(), std::min(stepper.position() - begin, stepper.trace().size()));
  DotOptions picture{.style = DotStyle::lecture, .values = true, .cotangents = true};
  picture.sweep = &stepper.sweep();
  picture.short_forms = short_forms_of(stepper.sweep());
  picture.moment = &moment;
  if (const std::size_t index = stepper.position(); index > 0)
    picture.caption = fmt::format("{}\n{}", session.text.heading(index), cut(session.text.rule(index), kLineColumns));
  write_picture(file, write_dot(stepper.graph(), stepper.graph().expr(stepper.loss()), picture));
  return fmt::format("written to {}\n", file);
}

}  // namespace chainrule::inspector
