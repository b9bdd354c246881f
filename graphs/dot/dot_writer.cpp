#include <chainrule/graphs/dot/dot_arrows.hpp>
#include <chainrule/graphs/dot/dot_boxes.hpp>
#include <chainrule/graphs/dot/dot_labels.hpp>
#include <chainrule/graphs/dot/dot_moment.hpp>
#include <chainrule/graphs/dot/dot_writer.hpp>
#include <chainrule/graphs/dot/render.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace chainrule {

namespace {

constexpr std::string_view kHeader = R"(digraph chainrule {
  graph [rankdir=LR, nodesep=0.3, ranksep=0.5, pad=0.15, fontname="Helvetica,Arial,sans-serif"];
  node [shape=box, style=filled, fillcolor="#DCEAF7", penwidth=1.2, margin="0.12,0.06", width=0.6, height=0.45,
        fontsize=15, fontname="Helvetica,Arial,sans-serif"];
  edge [color="#8C8C8C", arrowsize=0.8, fontsize=12, fontname="Helvetica,Arial,sans-serif"];
)";

class DotWriter {
 public:
  DotWriter(const Graph& graph, std::optional<NodeId> loss, const DotOptions& options)
      : graph_(graph),
        loss_(loss),
        options_(options),
        labels_(graph),
        diagram_(labels_, diagram_options()),
        boxes_(labels_, diagram_, options, loss),
        arrows_(labels_, diagram_, boxes_, options) {
    count_own_leaves();
    if (options.reserved != nullptr)
      for (const PictureLayout::Box& box : options.reserved->boxes) room_[box.id] = box.size;
  }

  std::string write() {
    out_ = kHeader;
    if (options_.values || options_.cotangents) out_ += "  nodesep=0.35;\n";  // room for the arrows' labels
    write_caption();
    if (std::ranges::any_of(diagram_.boxes(), &Box::in_gradient)) {
      write_beside_each_other();
    } else {
      write_boxes(false);
    }
    for (const Arrow& arrow : diagram_.arrows()) arrows_.write(arrow, out_);
    return out_ += "}\n";
  }

 private:
  DiagramOptions diagram_options() const {
    DiagramOptions result{.loss = loss_,
                          .gradient = {},
                          .joined = options_.style != DotStyle::ops,
                          .open = options_.open,
                          .around = options_.around,
                          .depth = options_.depth};
    if (options_.style == DotStyle::gradient)
      for (const auto& [node, expression] : options_.gradient)
        if (!expression.is_number()) result.gradient.push_back(expression.id());
    return result;
  }

  /// Leaves that feed one box alone can stand in the order of its formula, x1 w1 x2 w2 b, and cross nothing.
  void count_own_leaves() {
    std::vector<std::uint32_t> arrows_from(diagram_.boxes().size());
    for (const Arrow& arrow : diagram_.arrows()) ++arrows_from[arrow.from];
    own_leaves_.resize(diagram_.boxes().size());
    for (const Arrow& arrow : diagram_.arrows())
      if (graph_.role(arrow.source) != Role::operation && arrows_from[arrow.from] == 1) ++own_leaves_[arrow.to];
  }

  template <class... Arguments> void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Arguments>(arguments)...);
  }

  /// The gradient graph below the graph itself, in a frame of its own.
  void write_beside_each_other() {
    out_ += "  subgraph cluster_graph {\n  graph [peripheries=0];\n";
    write_boxes(false);
    print(
        "  }}\n  subgraph cluster_gradient {{\n  graph [style=\"dashed,rounded\", color=\"{0}\", fontcolor=\"{0}\", "
        "label=\"gradient\", labeljust=l, margin=14];\n",
        kCotangentColor);
    write_boxes(true);
    out_ += "  }\n";
    // Unseen arrows keep the cotangent of an operation below that operation, or right of it.
    for (const auto& [node, expression] : options_.gradient) {
      if (expression.is_number() || graph_.role(node.id()) != Role::operation) continue;
      const std::size_t from = diagram_.box_of(node.id());
      const std::size_t to = diagram_.box_of(expression.id());
      if (diagram_.boxes()[to].in_gradient && !diagram_.boxes()[from].in_gradient)
        print("  n{} -> n{} [style=invis, minlen=0];\n", from + 1, to + 1);
    }
  }

  void write_boxes(bool in_gradient) {
    const std::span<const Box> boxes = diagram_.boxes();
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      if (boxes[i].in_gradient != in_gradient) continue;
      print("  n{} [{}{}{}label=<{}>", i + 1, look(boxes[i]), moment_look(boxes[i]), room(i),
            boxes_.label(boxes[i], label_room(i)));
      if (own_leaves_[i] > 1 && options_.style != DotStyle::gradient) out_ += ", ordering=in";
      if (const std::string_view name = graph_.name_of(boxes[i].node); !name.empty())
        print(", comment={}", quoted_attribute(name));
      out_ += "];\n";
    }
  }

  /// Borders and corners say what colours say: inputs and parameters are round, a parameter's border is thick, the
  /// loss's double, a cotangent's dashed.
  std::string look(const Box& box) const {
    std::string text;
    switch (graph_.role(box.node)) {
      case Role::input:
        text = "style=\"rounded,filled\", fillcolor=\"#F2F2F2\", penwidth=1, ";
        break;
      case Role::parameter:
        text = "style=\"rounded,filled\", fillcolor=\"#FFF3CC\", penwidth=2.6, ";
        break;
      case Role::constant:
      case Role::examples:
        text = "style=\"rounded,filled\", fillcolor=white, penwidth=1, ";
        break;
      case Role::operation:
        break;
    }
    if (box.in_gradient) text = "style=\"filled,dashed\", fillcolor=\"#FCEBDD\", ";
    const bool is_loss = loss_ && diagram_.box_of(*loss_) == diagram_.box_of(box.node);
    if (is_loss) text += "fillcolor=\"#DDF0E2\", penwidth=2, peripheries=2, ";
    return text;
  }

  /// A broad border around what this step computes, in its colour; dotted where a cotangent arrives.
  std::string moment_look(const Box& box) const {
    const std::optional<NodeId> receiver = options_.moment != nullptr ? options_.moment->receiver() : std::nullopt;
    if (!receiver || diagram_.box_of(*receiver) != diagram_.box_of(box.node)) return {};
    return fmt::format("color=\"{}\", penwidth=4, ", options_.moment->is_backward() ? kCotangentColor : kValueColor);
  }

  /// As large as the same box of the complete picture.
  std::string room(std::size_t box) const {
    const auto found = room_.find(fmt::format("n{}", box + 1));
    if (found == room_.end()) return {};
    return fmt::format("fixedsize=true, width={:.5f}, height={:.5f}, ", found->second.x / kPointsPerInch,
                       found->second.y / kPointsPerInch);
  }

  /// Within the header's margins, and a little more, so that no line is wider.
  double label_room(std::size_t box) const {
    constexpr double kMargins = 2 * 0.12 * kPointsPerInch - 2;
    const auto found = room_.find(fmt::format("n{}", box + 1));
    return found == room_.end() ? 0 : found->second.x - kMargins;
  }

  void write_caption() {
    if (options_.caption.empty()) return;
    std::string html;
    for (std::string_view rest = options_.caption; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      html +=
          fmt::format("{}<BR ALIGN=\"LEFT\"/>", end == 0 ? std::string(kBlankLine) : html_text(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    print("  labelloc=b; labeljust=l;\n  label=<<FONT FACE=\"Courier,monospace\" POINT-SIZE=\"13\">{}</FONT>>;\n",
          html);
  }

  static constexpr double kPointsPerInch = 72;

  const Graph& graph_;
  std::optional<NodeId> loss_;
  const DotOptions& options_;
  std::unordered_map<std::string, PictureLayout::Point> room_;  // by a box's id
  Labels labels_;
  Diagram diagram_;
  DotBoxes boxes_;
  DotArrows arrows_;
  std::vector<std::uint32_t> own_leaves_;  // by box
  std::string out_;
};

void check_sweep(const Graph& graph, std::optional<NodeId> loss, const DotOptions& options) {
  if (!options.values && !options.cotangents) return;
  const Sweep* sweep = options.sweep;
  if (sweep == nullptr || &sweep->graph() != &graph)
    throw GraphError("a picture with numbers needs a sweep of the graph that is drawn");
  if (!options.cotangents) return;
  if (!sweep->loss() || !loss || *sweep->loss() != *loss)
    throw NoGradient("a picture with cotangents needs a sweep that has run backward from the loss that is drawn");
  if (!sweep->gradient_is_current())
    throw StaleGradient("a value changed since the cotangents were computed: run backward() again before drawing them");
}

std::string write(const Graph& graph, std::optional<NodeId> loss, const DotOptions& options) {
  check_sweep(graph, loss, options);
  return DotWriter(graph, loss, options).write();
}

}  // namespace

std::string write_dot(const Graph& graph, const Expr& loss, const DotOptions& options) {
  if (loss.graph() != &graph) throw GraphError("the loss to be drawn is no node of the graph");
  return write(graph, loss.id(), options);
}

std::string write_dot(const Graph& graph, const DotOptions& options) {
  const auto loss = graph.loss();
  return write(graph, loss ? std::optional(loss->id()) : std::nullopt, options);
}

}  // namespace chainrule
