#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/graphs/json/json_reader.hpp>
#include <chainrule/graphs/json/json_value.hpp>
#include <chainrule/graphs/source/nearest_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <unordered_map>
#include <utility>

namespace chainrule {
namespace {

using nlohmann::json;

JsonSection section_of(std::string_view member) {
  if (member == "chainrule" || member == "loss") return JsonSection::value;
  if (member == "nodes" || member == "groups") return JsonSection::list;
  return member == "names" ? JsonSection::object : JsonSection::unknown;
}

/// Throws where the value is no object, or one with other members than these.
void check_members(const json& value, const JsonPlace& place, std::initializer_list<std::string_view> known) {
  if (!value.is_object()) place.fail("", "expected an object");
  for (const auto& [member, unused] : value.items())
    if (std::ranges::find(known, member) == known.end())
      place.fail("", fmt::format("there is no member {} here", in_quotes(member)));
}

const json& member(const json& value, const char* name, const JsonPlace& place) {
  const auto found = value.find(name);
  if (found == value.end()) place.fail("", fmt::format("\"{}\" is missing", name));
  return *found;
}

std::string string_of(const json& value, const JsonPlace& place, std::string_view within) {
  if (!value.is_string()) place.fail(within, "expected a string");
  return value.get<std::string>();
}

/// Nodes are made as they come; what refers to them waits for the end, since the members of an object may come in any
/// order.
class GraphReader {
 public:
  GraphReader(Graph& graph, const SourceText& source) : graph_(graph), source_(source) {
    for (const OpInfo* op : graph.op_table().subspan(1)) ops_.try_emplace(op->name, op);
  }

  void read() {
    read_json_pieces(
        source_, {.what = "a graph", .section = section_of, .take = [this](const JsonPiece& piece) { take(piece); }});
    if (!has_version_) source_.fail(source_.begin(), fmt::format("\"chainrule\": {} is missing", kJsonVersion));
    if (nodes_.empty()) source_.fail(source_.begin(), "there are no nodes: the graph is empty");
    for (const Waiting& name : names_) give_name(name);
    for (const Waiting& group : groups_) make_group(group);
    if (loss_) graph_.set_loss(nodes_[index_of(loss_->value, nodes_.size(), loss_->place, "")]);
  }

 private:
  struct Waiting {
    std::string key;
    JsonPlace place;
    json value;
  };

  void take(const JsonPiece& piece) {
    JsonPlace place{&source_, piece.offset, fmt::format("/{}", piece.section)};
    if (piece.section == "chainrule") return check_version(*piece.value, place);
    if (piece.section == "names") {
      place.path.clear();  // it is the key, and there may be a million of them
      return names_.push_back({std::string(piece.key), std::move(place), *piece.value});
    }
    if (piece.section == "loss") {
      loss_ = {{}, std::move(place), *piece.value};
      return;
    }
    place.path += fmt::format("/{}", piece.index);
    if (piece.section == "nodes") return add_node(*piece.value, place);
    groups_.push_back({{}, std::move(place), *piece.value});
  }

  void check_version(const json& value, const JsonPlace& place) {
    if (value != kJsonVersion)
      place.fail("", fmt::format("version {} is known here, not {}", kJsonVersion, short_dump(value)));
    has_version_ = true;
  }

  static std::string short_dump(const json& value) {
    return value.is_structured() ? "this" : value.dump().substr(0, 20);
  }

  void add_node(const json& value, const JsonPlace& place) {
    if (value.is_object() && value.contains("op")) return add_operation(value, place);
    check_members(value, place, {"role", "shape", "value"});
    const std::string role = string_of(member(value, "role", place), place, "/role");
    if (role == to_text(Role::examples)) {
      check_members(value, place, {"role"});
      return nodes_.push_back(graph_.examples());
    }
    Literal literal;
    if (value.contains("value")) literal = literal_of(value["value"], place, "/value");
    const Shape shape = value.contains("shape") ? shape_of(value["shape"], place, "/shape") : literal.shape;
    if (value.contains("value") && !literal.fits(shape))
      place.fail("/value", fmt::format("{} where the shape is {}", described(literal.shape), to_text(shape)));
    if (role == to_text(Role::input)) {
      nodes_.push_back(graph_.input("", shape, literal.values));
    } else if (role == to_text(Role::parameter)) {
      nodes_.push_back(graph_.parameter("", shape, literal.values));
    } else if (role == to_text(Role::constant)) {
      if (!value.contains("value")) place.fail("", "\"value\" is missing");
      nodes_.push_back(graph_.constant(shape, literal.values));
    } else {
      place.fail("/role",
                 fmt::format("there is no role {}: it is input, parameter, constant or examples", in_quotes(role)));
    }
  }

  void add_operation(const json& value, const JsonPlace& place) {
    check_members(value, place, {"op", "operands", "attributes"});
    const OpInfo& op = find_op(string_of(value["op"], place, "/op"), place);
    const json& list = member(value, "operands", place);
    if (!list.is_array()) place.fail("/operands", "expected a list of indices of nodes");
    operands_.clear();
    for (const json& operand : list) {
      const bool is_index = operand.is_number_unsigned() && operand.get<std::uint64_t>() < nodes_.size();
      const std::string within = is_index ? "" : fmt::format("/operands/{}", operands_.size());
      operands_.push_back(nodes_[index_of(operand, nodes_.size(), place, within)]);
    }
    Attributes attributes;
    if (value.contains("attributes")) read_attributes(op, value["attributes"], attributes, place);
    if (const std::string_view missing = missing_attribute(op, attributes); !missing.empty())
      place.fail("", fmt::format("{} needs the attribute {}", op.name, missing));
    try {
      nodes_.push_back(graph_.apply(op, operands_, attributes));
    } catch (const Error& error) {
      place.fail("", error.message());
    }
  }

  const OpInfo& find_op(const std::string& name, const JsonPlace& place) const {
    const auto found = ops_.find(name);
    if (found != ops_.end()) return *found->second;
    NearestName nearest(name);
    for (const auto& [known, op] : ops_) nearest.consider(known);
    place.fail("/op", fmt::format("there is no op {}{}", in_quotes(name), nearest.hint()));
  }

  void read_attributes(const OpInfo& op, const json& value, Attributes& attributes, const JsonPlace& place) {
    if (!value.is_object()) place.fail("/attributes", "expected an object");
    for (const auto& [name, setting] : value.items()) {
      const auto spec = std::ranges::find(op.attributes, name, &AttributeSpec::name);
      if (spec == op.attributes.end())
        place.fail("/attributes", fmt::format("{} has no attribute {}", op.name, in_quotes(name)));
      const auto index = static_cast<std::size_t>(spec - op.attributes.begin());
      settings_[index] = setting_of(spec->kind, setting, place, fmt::format("/attributes/{}", name));
      attributes.values[index] = settings_[index];
      attributes.present[index] = true;
    }
  }

  static std::vector<std::int64_t> setting_of(AttributeKind kind, const json& value, const JsonPlace& place,
                                              std::string_view within) {
    if (kind == AttributeKind::integer) return {integer_of(value, place, within)};
    if (kind == AttributeKind::integers) return integers_of(value, place, within);
    if (!value.is_boolean()) place.fail(within, "expected true or false");
    return {value.get<bool>() ? 1 : 0};
  }

  void give_name(const Waiting& name) {
    JsonPlace place = name.place;
    place.path = "/names/" + (is_word(name.key) ? name.key : in_quotes(name.key));
    if (name.key.empty()) place.fail("", "a name cannot be empty");
    if (graph_.find(name.key)) place.fail("", "the name is given twice");
    graph_.name(nodes_[index_of(name.value, nodes_.size(), place, "")], name.key);
  }

  void make_group(const Waiting& group) {
    check_members(group.value, group.place, {"name", "nodes"});
    const std::string name = string_of(member(group.value, "name", group.place), group.place, "/name");
    if (name.empty()) group.place.fail("/name", "a name cannot be empty");
    const json& list = member(group.value, "nodes", group.place);
    if (!list.is_array()) group.place.fail("/nodes", "expected a list of indices of nodes");
    std::vector<Expr> nodes;
    for (const json& node : list)
      nodes.push_back(nodes_[index_of(node, nodes_.size(), group.place, fmt::format("/nodes/{}", nodes.size()))]);
    graph_.group(name, nodes);
  }

  Graph& graph_;
  const SourceText& source_;
  std::unordered_map<std::string_view, const OpInfo*> ops_;
  bool has_version_ = false;
  std::vector<Expr> nodes_;
  std::vector<Waiting> names_;
  std::vector<Waiting> groups_;
  std::optional<Waiting> loss_;
  std::vector<Expr> operands_;
  std::array<std::vector<std::int64_t>, Attributes::kMost> settings_;
};

}  // namespace

void read_json(Graph& graph, std::string_view text, std::string_view file) {
  const SourceText source(text, file);
  GraphReader(graph, source).read();
}

}  // namespace chainrule
