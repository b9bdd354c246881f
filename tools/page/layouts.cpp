#include <chainrule/graphs/dot/dot_boxes.hpp>
#include <chainrule/graphs/dot/dot_labels.hpp>
#include <chainrule/graphs/dot/dot_numbers.hpp>
#include <chainrule/graphs/dot/render.hpp>
#include <chainrule/tools/page/layouts.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace chainrule {

namespace {

/// One layout, as the DOT export has it.
class LayoutWriter {
 public:
  LayoutWriter(JsonWriter& json, const Labels& labels, const Sweep& sweep, const DotOptions& options)
      : json_(json),
        graph_(labels.graph()),
        loss_(*sweep.loss()),
        options_(options),
        diagram_(labels,
                 {.loss = loss_, .gradient = {}, .joined = options.style != DotStyle::ops, .open = options.open}),
        boxes_(labels, diagram_, options_, loss_),
        flow_(labels, diagram_, sweep) {}

  const Diagram& diagram() const { return diagram_; }

  void write(std::string_view name, std::optional<NodeId> open) {
    const PictureLayout layout = lay_out_dot(write_dot(graph_, graph_.expr(loss_), options_));
    json_.begin_object().key("name").text(name).key("open");
    open ? json_.integer(*open) : json_.null();
    place("size", layout.size);
    json_.key("boxes").begin_array();
    for (const PictureLayout::Box& box : layout.boxes) write(box);
    json_.end_array().key("arrows").begin_array();
    for (const PictureLayout::Arrow& arrow : layout.arrows) write(arrow);
    json_.end_array().end_object();
  }

 private:
  static std::size_t index_in(const std::string& id) { return std::stoul(id.substr(1)) - 1; }
  static double rounded(double length) { return std::round(length * 10) / 10; }

  void place(std::string_view key, PictureLayout::Point point) {
    json_.key(key).begin_array().number(rounded(point.x)).number(rounded(point.y)).end_array();
  }

  void write(const PictureLayout::Box& place_of) {
    constexpr std::size_t kMostLines = 8;
    const Box& box = diagram_.boxes()[index_in(place_of.id)];
    json_.begin_object();
    place("at", place_of.center);
    place("size", place_of.size);
    json_.key("node").integer(box.node).key("kind").text(kind(box));
    if (box.group != nullptr) json_.key("group").text(box.group->name);
    json_.key("members").begin_array();
    for (const NodeId id : box.members) json_.integer(id);
    json_.end_array().key("lines").begin_array();
    std::vector<NodeId> lines = box.members.empty() ? std::vector{box.node} : diagram_.lines(box);
    lines.resize(std::min(lines.size(), kMostLines));
    for (const NodeId id : lines)
      json_.begin_object().key("node").integer(id).key("title").text(boxes_.title(id)).end_object();
    json_.end_array().end_object();
  }

  std::string_view kind(const Box& box) const {
    if (diagram_.box_of(loss_) == diagram_.box_of(box.node)) return "loss";
    const Role role = graph_.role(box.node);
    return to_text(role == Role::examples ? Role::constant : role);
  }

  void write(const PictureLayout::Arrow& place_of) {
    const Arrow& arrow = diagram_.arrows()[index_in(place_of.id)];
    json_.begin_object()
        .key("source")
        .integer(arrow.source)
        .key("from")
        .integer(arrow.from)
        .key("to")
        .integer(arrow.to);
    json_.key("curve").begin_array();
    for (const PictureLayout::Point& point : place_of.curve) json_.number(rounded(point.x)).number(rounded(point.y));
    json_.end_array();
    place("tip", place_of.tip);
    place("label", place_of.label_center);
    json_.key("uses").begin_array();
    for (const Arrow::Use& use : arrow.uses) json_.begin_array().integer(use.consumer).integer(use.operand).end_array();
    json_.end_array();
    if (const auto text = flow_.text(arrow)) {
      std::string html = boxes_.formula_html(text->cotangent);
      if (!text->cotangent.empty() && !text->local.empty()) html += " · ";
      html += boxes_.formula_html(text->local);
      json_.key("flow").text(text->summed ? "Σ " + html : html);
    }
    json_.end_object();
  }

  JsonWriter& json_;
  const Graph& graph_;
  NodeId loss_;
  const DotOptions& options_;
  Diagram diagram_;
  DotBoxes boxes_;
  BackwardFlow flow_;
};

}  // namespace

void write_layouts(JsonWriter& json, const Labels& labels, const Sweep& sweep, bool with_operations) {
  constexpr std::size_t kMostOpen = 12;
  DotOptions options{.values = with_operations, .cotangents = with_operations, .sweep = &sweep, .ids = true};
  json.begin_array();
  LayoutWriter lecture(json, labels, sweep, options);
  lecture.write("lecture", std::nullopt);
  if (with_operations) {
    std::vector<NodeId> opening;
    for (const Box& box : lecture.diagram().boxes())
      if (box.members.size() > 1 && opening.size() < kMostOpen) opening.push_back(box.node);
    for (const NodeId id : opening) {
      options.open = {id};
      LayoutWriter(json, labels, sweep, options).write("lecture", id);
    }
    options.open.clear();
    options.style = DotStyle::ops;
    LayoutWriter(json, labels, sweep, options).write("ops", std::nullopt);
  }
  json.end_array();
}

}  // namespace chainrule
