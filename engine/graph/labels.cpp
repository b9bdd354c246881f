#include <chainrule/engine/graph/labels.hpp>

#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/graph/order.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <iterator>

namespace chainrule {

namespace {

bool is_scalar_constant(const Graph& graph, NodeId id) {
  return graph.role(id) == Role::constant && graph.shape(id).is_scalar();
}

}  // namespace

Labels::Labels(const Graph& graph)
    : graph_(&graph),
      order_(canonical_order(graph)),
      labels_(order_.size()),
      text_(std::make_unique<Arena>()),
      series_{{{"x", {}}, {"p", {}}, {"c", {}}, {"m", {}}, {"t", {}}}} {
  for (const NodeId id : order_) labels_[id] = make_label(id);
}

std::string_view Labels::operator[](NodeId id) const {
  if (id >= labels_.size()) throw GraphError(fmt::format("node {} is newer than the labels of its graph", id));
  return labels_[id];
}

std::string_view Labels::make_label(NodeId id) {
  if (const std::string_view name = graph_->name_of(id); !name.empty()) return name;
  if (is_scalar_constant(*graph_, id)) return keep_uncounted(number_text(graph_->values(id)[0]), id);
  if (graph_->role(id) == Role::examples && !graph_->find("examples")) return keep_uncounted("examples", id);
  return next_in(series_of(id), id);
}

Labels::Series& Labels::series_of(NodeId id) { return series_[static_cast<std::size_t>(graph_->role(id))]; }

std::string_view Labels::next_in(Series& series, NodeId id) {
  fmt::memory_buffer text;
  while (true) {
    text.clear();
    fmt::format_to(std::back_inserter(text), "{}{}", series.prefix, series.node_of.size() + 1);
    if (!graph_->find({text.data(), text.size()})) break;
    series.node_of.push_back(kNone);
  }
  series.node_of.push_back(id);
  return keep({text.data(), text.size()});
}

std::string_view Labels::keep_uncounted(std::string_view text, NodeId id) {
  if (const auto known = uncounted_.find(text); known != uncounted_.end()) return known->first;
  return uncounted_.emplace(keep(text), id).first->first;
}

std::string_view Labels::keep(std::string_view text) {
  const std::span<char> copy = text_->allocate_array<char>(text.size());
  std::memcpy(copy.data(), text.data(), text.size());
  return {copy.data(), copy.size()};
}

std::optional<NodeId> Labels::find(std::string_view label) const {
  if (const auto named = graph_->find(label); named && named->id() < labels_.size()) return named->id();
  for (const Series& series : series_) {
    if (!label.starts_with(series.prefix)) continue;
    std::size_t number = 0;
    std::from_chars(label.data() + series.prefix.size(), label.data() + label.size(), number);
    if (number == 0 || number > series.node_of.size()) continue;
    const NodeId node = series.node_of[number - 1];
    if (node != kNone && labels_[node] == label) return node;
  }
  const auto uncounted = uncounted_.find(label);
  return uncounted == uncounted_.end() ? std::nullopt : std::optional(uncounted->second);
}

std::string cotangent_label(const Labels& labels, NodeId node, std::optional<NodeId> loss) {
  std::string label = fmt::format("d{}", labels[node]);
  const std::optional<NodeId> taken = labels.find(label);
  if (!taken || *taken == node) return label;
  return fmt::format("d{}/d({})", loss ? fmt::format("({})", labels[*loss]) : "", labels[node]);
}

std::string partial_label(const Labels& labels, NodeId out, NodeId in) {
  return partial_label(labels[out], labels[in]);
}

std::string partial_label(std::string_view out, std::string_view in) {
  const auto derivative_of = [](std::string_view label) {
    return is_word(label) ? fmt::format("d{}", label) : fmt::format("d({})", label);
  };
  return derivative_of(out) + "/" + derivative_of(in);
}

}  // namespace chainrule
