#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/graphs/json/json_reader.hpp>
#include <chainrule/graphs/json/json_writer.hpp>
#include <chainrule/graphs/source/source_text.hpp>
#include <chainrule/graphs/source/writing_order.hpp>
#include <chainrule/graphs/text/literal.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <iterator>

namespace chainrule {
namespace {

/// JSON readers take -0 for the whole number 0.
std::string json_number(double number) {
  if (!std::isfinite(number)) return string_literal(number_text(number));
  return number == 0 && std::signbit(number) ? "-0.0" : number_text(number);
}

std::string json_name(std::string_view name) {
  check_name_encoding(name);
  return string_literal(name);
}

class JsonWriter {
 public:
  explicit JsonWriter(const Graph& graph) : graph_(graph), order_(writing_order(graph)), index_of_(graph.size()) {
    for (std::size_t i = 0; i < order_.size(); ++i) index_of_[order_[i]] = static_cast<std::uint32_t>(i);
  }

  std::string write() {
    append("{{\n  \"chainrule\": {}", kJsonVersion);
    section("nodes", "[]", order_, [this](NodeId id) { append_node(id); });
    section("names", "{}", graph_.names(),
            [this](const Graph::Naming& naming) { append("{}: {}", json_name(naming.name), index_of_[naming.node]); });
    section("groups", "[]", graph_.groups(), [this](const Group& group) {
      append("{{\"name\": {}, \"nodes\": [{}]}}", json_name(group.name), indices(group.nodes));
    });
    if (const auto loss = graph_.loss()) append(",\n  \"loss\": {}", index_of_[loss->id()]);
    text_ += "\n}\n";
    return std::move(text_);
  }

 private:
  /// A member that is a list or an object with an element a line, if there are any.
  template <class Elements, class Append>
  void section(std::string_view name, std::string_view brackets, const Elements& elements, Append append_element) {
    if (std::empty(elements)) return;
    append(",\n  \"{}\": {}", name, brackets[0]);
    std::string_view separator = "\n    ";
    for (const auto& element : elements) {
      text_ += separator;
      append_element(element);
      separator = ",\n    ";
    }
    append("\n  {}", brackets[1]);
  }

  void append_node(NodeId id) {
    if (graph_.role(id) == Role::operation) return append_operation(id);
    append("{{\"role\": \"{}\"", to_text(graph_.role(id)));
    const Shape& shape = graph_.shape(id);
    if (!shape.is_scalar()) append(", \"shape\": {}", written_integers(shape.extents()));
    const std::span<const double> values = graph_.values(id);
    if (!values.empty() || (shape.size() == 0 && graph_.role(id) == Role::constant))
      append(", \"value\": {}", written_literal(shape, values, json_number));
    text_ += '}';
  }

  void append_operation(NodeId id) {
    append("{{\"op\": \"{}\", \"operands\": [{}]", graph_.op(id).name, indices(graph_.operands(id)));
    std::string_view separator = ", \"attributes\": {";
    const std::span<const AttributeSpec> specs = graph_.op(id).attributes;
    const Attributes& attributes = graph_.attributes(id);
    for (std::size_t i = 0; i < specs.size(); ++i) {
      if (!attributes.has(i)) continue;
      append("{}\"{}\": {}", separator, specs[i].name, written_attribute(specs[i].kind, attributes.list(i)));
      separator = ", ";
    }
    text_ += separator == ", " ? "}}" : "}";
  }

  [[nodiscard]] std::string indices(std::span<const NodeId> nodes) const {
    std::string text;
    for (const NodeId node : nodes)
      fmt::format_to(std::back_inserter(text), "{}{}", text.empty() ? "" : ", ", index_of_[node]);
    return text;
  }

  template <class... Arguments> void append(fmt::format_string<Arguments...> pattern, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), pattern, std::forward<Arguments>(arguments)...);
  }

  const Graph& graph_;
  std::vector<NodeId> order_;
  std::vector<std::uint32_t> index_of_;
  std::string text_;
};

}  // namespace

std::string write_json(const Graph& graph) { return JsonWriter(graph).write(); }

}  // namespace chainrule
