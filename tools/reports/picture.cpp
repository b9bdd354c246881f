#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/tools/reports/picture.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/short_form.hpp>
#include <chainrule/tools/text/step_text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

namespace {

constexpr std::size_t kCaptionLines = 3;
constexpr std::size_t kLongestCaption = 100;

/// The cotangents that a book would write down, from the loss back: of named operations, then of the parameters.
std::vector<std::pair<Expr, Expr>> cotangents(const Graph& graph, const Expr& loss) {
  std::vector<Expr> nodes;
  for (NodeId id = loss.id(); id-- > 0;)
    if (graph.role(id) == Role::operation && graph.node(id).has(NodeFlags::kOnParameter) && !graph.name_of(id).empty())
      nodes.push_back(graph.expr(id));
  for (const NodeId id : graph.leaves(Role::parameter)) nodes.push_back(graph.expr(id));
  Gradient derivative = gradient(loss, {}, Form::textbook);
  std::vector<std::pair<Expr, Expr>> all;
  for (const Expr& node : nodes)
    if (const Expr cotangent = derivative.of(node); !cotangent.is_number()) all.emplace_back(node, cotangent);
  return all;
}

const Sweep& backward(const LoadedGraph& loaded) {
  loaded.sweep().backward(loaded.loss());
  return loaded.sweep();
}

DotOptions complete(const LoadedGraph& loaded, DotOptions picture) {
  picture.values = picture.cotangents = picture.ids = true;
  picture.sweep = &backward(loaded);
  picture.short_forms = short_forms_of(loaded.sweep());
  return picture;
}

}  // namespace

std::vector<std::pair<Expr, std::string>> short_forms_of(const Sweep& sweep) {
  constexpr std::size_t kLongest = 24;
  std::vector<std::pair<Expr, std::string>> forms;
  const Graph& graph = sweep.graph();
  const auto size = static_cast<NodeId>(graph.size());
  ShortForms all(sweep);
  for (NodeId id = 0; id < size; ++id) {
    if (graph.role(id) != Role::operation || graph.name_of(id).empty()) continue;
    const std::optional<ShortForm> form = all.of(id);
    if (form && !form->derivation.steps.empty() && columns(form->text) <= kLongest)
      forms.emplace_back(graph.expr(id), form->text);
  }
  return forms;
}

std::string picture_of(const LoadedGraph& loaded, DotOptions picture) {
  if (picture.style == DotStyle::gradient) picture.gradient = cotangents(loaded.graph(), loaded.loss());
  picture.sweep = &loaded.sweep();
  if (picture.values || picture.cotangents) loaded.sweep().forward();
  if (picture.cotangents) {
    backward(loaded);
    picture.short_forms = short_forms_of(loaded.sweep());
  }
  return write_dot(loaded.graph(), picture);
}

std::string picture_of_difference(const LoadedGraph& loaded, DotOptions picture, const std::string& before,
                                  const std::string& after) {
  const auto with = [&](const std::string& file) {
    Values values = loaded.values();
    GivenValues({}, file).add_to(values);
    return values;
  };
  Sweep first(with(before)), second(with(after));
  first.backward(loaded.loss());
  second.backward(loaded.loss());
  picture.values = picture.cotangents = true;
  picture.before = &first;
  picture.sweep = &second;
  return write_dot(loaded.graph(), picture);
}

Frames::Frames(const LoadedGraph& loaded, const DotOptions& picture)
    : picture_(complete(loaded, picture)),
      stepper_(loaded.graph(), loaded.loss(), loaded.sweep()),
      moment_(stepper_.trace(), 0) {
  picture_.sweep = &stepper_.sweep();
  for (std::size_t step = 0; step <= steps(); ++step) {
    const std::string text = caption(step);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      columns_ = std::max(columns_, columns(std::string_view(text).substr(begin, end - begin)));
      begin = end + 1;
    }
  }
  picture_.caption = padded(caption(0));
  layout_ = lay_out_dot(write_dot(stepper_.graph(), picture_));
  picture_.moment = &moment_;
  picture_.reserved = &layout_;
}

std::string Frames::operator[](std::size_t step) {
  moment_.seek(step);
  picture_.caption = padded(caption(step));
  return write_dot(stepper_.graph(), picture_);
}

/// Which step it is, its rule, its numbers: a line each.
std::string Frames::caption(std::size_t step) {
  if (step == 0) return fmt::format("[0/{}] inputs and parameters are given", steps());
  const StepText text(stepper_, nullptr);
  const Step what = stepper_.step(step);
  std::string rule = text.rule(step);
  if (const std::string local = text.local(what); !local.empty()) rule += "     " + local;
  return fmt::format("{}\n{}\n{}", text.heading(step), cut(rule, kLongestCaption),
                     cut(text.numbers(what), kLongestCaption));
}

/// As wide and as high as every other: no-break spaces, as others at the end of a line take no room.
std::string Frames::padded(const std::string& caption) const {
  std::string text = caption;
  const std::size_t first = std::min(text.find('\n'), text.size());
  std::string room;
  for (std::size_t i = columns(std::string_view(text).substr(0, first)); i < columns_; ++i) room += "\u00A0";
  text.insert(first, room);
  for (auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1; lines < kCaptionLines; ++lines)
    text += "\n\u00A0";
  return text;
}

}  // namespace chainrule
