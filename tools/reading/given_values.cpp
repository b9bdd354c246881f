#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/graphs/source/nearest_name.hpp>
#include <chainrule/tools/reading/given_values.hpp>
#include <chainrule/tools/text/name_list.hpp>

#include <fmt/format.h>

#include <utility>

namespace chainrule {
namespace {

std::string unknown_name(const Graph& graph, const std::string& name) {
  NearestName nearest(name);
  for (const Graph::Naming& naming : graph.names()) nearest.consider(naming.name);
  return fmt::format("there is no node named {}{}", in_quotes(name), nearest.hint());
}

/// The fault of a value for that node, or an empty text.
std::string complaint(const Graph& graph, NodeId node, const NamedLiteral& given) {
  const Role role = graph.role(node);
  if (role != Role::input && role != Role::parameter)
    return fmt::format("{} is {}: values are given to inputs and parameters", in_quotes(given.name),
                       role == Role::operation ? "computed" : "a constant");
  const Shape& shape = graph.shape(node);
  if (given.value.fits(shape)) return {};
  return fmt::format("{} has shape {}, but the value has shape {}", in_quotes(given.name), to_text(shape),
                     to_text(given.value.shape));
}

}  // namespace

GivenValues::GivenValues(const std::vector<std::string>& settings, const std::optional<std::string>& file) {
  if (file) read_file(*file);
  from_file_ = values_.size();
  for (const std::string& setting : settings) add_setting(setting);
}

void GivenValues::read_file(const std::string& path) {
  file_ = file_label(path);
  text_ = chainrule::read_file(path);
  values_ = read_json_values(text_, file_);
  for (std::size_t i = 0; i < values_.size(); ++i) by_name_.emplace(values_[i].name, i);
}

void GivenValues::add_setting(const std::string& setting) {
  std::string_view rest = setting;
  std::string name = take_name(rest, '=', "--set");
  if (rest.empty()) throw UsageError(fmt::format("--set {}: expected NAME=VALUE", in_quotes(setting)));
  Literal value = read_literal(rest.substr(1), "--set " + name);
  auto [known, is_new] = by_name_.try_emplace(name, values_.size());
  if (!is_new && known->second >= from_file_)
    throw InputError(fmt::format("--set: {} is set twice", in_quotes(name)), name);
  known->second = values_.size();
  values_.push_back({.name = std::move(name), .value = std::move(value)});
}

const Literal* GivenValues::find(std::string_view name) const {
  const auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? nullptr : &values_[found->second].value;
}

void GivenValues::add_to(Values& values) const {
  const Graph& graph = values.graph();
  for (const NamedLiteral& given : values_) {
    const std::optional<Expr> node = graph.find(given.name);
    if (!node) fail(given, unknown_name(graph, given.name));
    const std::string wrong = complaint(graph, node->id(), given);
    if (!wrong.empty()) fail(given, wrong);
    values.set(*node, given.value.values);
  }
}

std::vector<NodeId> GivenValues::nodes(const Graph& graph) const {
  std::vector<NodeId> nodes;
  for (const NamedLiteral& given : values_) nodes.push_back(graph.at(given.name).id());
  return nodes;
}

void GivenValues::fail(const NamedLiteral& given, const std::string& message) const {
  const auto index = static_cast<std::size_t>(&given - values_.data());
  if (index >= from_file_) throw InputError("--set: " + message, given.name);
  throw InputError(message, SourceText(text_, file_).position(given.offset), given.name);
}

}  // namespace chainrule
