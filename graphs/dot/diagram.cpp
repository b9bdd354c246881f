#include <chainrule/graphs/dot/diagram.hpp>

#include <algorithm>
#include <numeric>

namespace chainrule {

namespace {

constexpr NodeId kNobody = ~NodeId{0};

}  // namespace

Diagram::Diagram(const Labels& labels, const DiagramOptions& options)
    : graph_(labels.graph()),
      order_(labels.order()),
      options_(options),
      drawn_(graph_.size()),
      open_(graph_.size()),
      gradient_(graph_.size()),
      gradient_root_(graph_.size()),
      uses_(graph_.size()),
      consumer_(graph_.size(), kNobody),
      owner_(graph_.size(), kNobody),
      group_(graph_.size()),
      has_line_(graph_.size()),
      box_of_(graph_.size(), kNowhere) {
  for (const NodeId id : options_.gradient) gradient_root_[id] = true;
  for (const NodeId id : options_.open) open_[id] = true;
  mark_drawn();
  mark_gradient();
  if (options_.joined) assign_groups();
  assign_owners();
  mark_lines();
  place_boxes();
  draw_arrows();
  if (options_.around) keep_around(*options_.around);
}

/// Operands have lower ids than their consumers, so one pass from the back finds all that the roots need.
void Diagram::mark_drawn() {
  if (!options_.loss) drawn_.assign(drawn_.size(), true);
  if (options_.loss) drawn_[*options_.loss] = true;
  for (const Graph::Naming& naming : graph_.names()) drawn_[naming.node] = true;
  for (const Group& group : graph_.groups())
    for (const NodeId id : group.nodes) drawn_[id] = true;
  for (const NodeId id : options_.gradient) drawn_[id] = true;
  for (std::size_t id = graph_.size(); id-- > 0;) {
    if (!drawn_[id]) continue;
    for (const NodeId operand : graph_.operands(static_cast<NodeId>(id))) {
      drawn_[operand] = true;
      ++uses_[operand];
      consumer_[operand] = static_cast<NodeId>(id);
    }
  }
}

void Diagram::mark_gradient() {
  if (options_.gradient.empty()) return;
  std::vector<bool> forward(graph_.size());
  if (options_.loss) forward[*options_.loss] = true;
  for (const Graph::Naming& naming : graph_.names())
    if (!gradient_root_[naming.node]) forward[naming.node] = true;
  for (std::size_t id = graph_.size(); id-- > 0;)
    if (forward[id])
      for (const NodeId operand : graph_.operands(static_cast<NodeId>(id))) forward[operand] = true;
  for (NodeId id = 0; id < graph_.size(); ++id)
    gradient_[id] = drawn_[id] && !forward[id] && graph_.role(id) == Role::operation;
}

/// A group's box stands where the node stands that bears the group's name, or else the last of its nodes.
void Diagram::assign_groups() {
  std::vector<std::size_t> position(graph_.size());
  for (std::size_t i = 0; i < order_.size(); ++i) position[order_[i]] = i;
  for (const Group& group : graph_.groups()) {
    NodeId head = kNobody;
    for (const NodeId id : group.nodes) {
      if (graph_.role(id) != Role::operation || owner_[id] != kNobody) continue;
      if (graph_.name_of(id) == group.name) {
        head = id;
        break;
      }
      if (head == kNobody || position[id] > position[head]) head = id;
    }
    if (head == kNobody || open_[head]) continue;
    for (const NodeId id : group.nodes)
      if (graph_.role(id) == Role::operation && owner_[id] == kNobody) owner_[id] = head;
    group_[head] = &group;
  }
}

void Diagram::assign_owners() {
  for (std::size_t i = order_.size(); i-- > 0;) {
    const NodeId id = order_[i];
    if (!drawn_[id] || graph_.role(id) != Role::operation || owner_[id] != kNobody) continue;
    const bool joins = options_.joined && joins_consumer(id);
    if (joins && open_[owner_[consumer_[id]]]) open_[id] = true;
    owner_[id] = joins && !open_[id] ? owner_[consumer_[id]] : id;
  }
}

bool Diagram::joins_consumer(NodeId id) const {
  if (uses_[id] != 1 || gradient_root_[id] || options_.loss == id || !graph_.name_of(id).empty()) return false;
  const NodeId consumer = consumer_[id];
  if (gradient_[id] != gradient_[consumer] || !graph_.op(id).is_arithmetic()) return false;
  return graph_.op(consumer).is_arithmetic() || !graph_.name_of(consumer).empty();
}

void Diagram::mark_lines() {
  for (NodeId id = 0; id < graph_.size(); ++id) has_line_[id] = owner_[id] != kNobody && needs_line(id);
}

bool Diagram::needs_line(NodeId id) const {
  if (owner_[id] == id || !graph_.name_of(id).empty() || gradient_root_[id] || options_.loss == id) return true;
  return uses_[id] != 1 || owner_[consumer_[id]] != owner_[id];
}

std::vector<NodeId> Diagram::lines(const Box& box) const {
  std::vector<NodeId> found;
  std::ranges::copy_if(box.members, std::back_inserter(found), [&](NodeId id) { return has_line_[id]; });
  return found;
}

bool Diagram::is_drawn_leaf(NodeId id) const {
  if (!drawn_[id] || graph_.role(id) == Role::operation) return false;
  return !graph_.is_number(id) || !graph_.name_of(id).empty() || options_.loss == id;
}

/// The operands as a lecture draws them: x1 above w1.
std::vector<std::uint32_t> Diagram::operand_order(NodeId id) const {
  const std::span<const NodeId> operands = graph_.operands(id);
  std::vector<std::uint32_t> order(operands.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto is_first = [&](std::uint32_t i) { return graph_.role(operands[i]) == Role::input; };
  const bool all_leaves =
      std::ranges::all_of(operands, [&](NodeId operand) { return graph_.role(operand) != Role::operation; });
  if (all_leaves) std::stable_partition(order.begin(), order.end(), is_first);
  return order;
}

void Diagram::place_leaf(NodeId id) {
  if (!is_drawn_leaf(id) || box_of_[id] != kNowhere) return;
  box_of_[id] = boxes_.size();
  boxes_.push_back({.node = id, .members = {}, .group = nullptr, .in_gradient = false});
}

void Diagram::place_boxes() {
  std::vector<std::size_t> end(graph_.size() + 1);  // by owner: where its members end
  for (const NodeId id : order_)
    if (owner_[id] != kNobody) ++end[owner_[id] + 1];
  std::partial_sum(end.begin(), end.end(), end.begin());
  members_.resize(end.back());
  std::vector<std::size_t> next(end.begin(), end.end() - 1);
  for (const NodeId id : order_)
    if (owner_[id] != kNobody) members_[next[owner_[id]]++] = id;
  const auto place = [&](NodeId owner) {
    if (owner_[owner] != owner || box_of_[owner] != kNowhere) return;
    const std::span<const NodeId> members(members_.data() + end[owner], members_.data() + end[owner + 1]);
    for (const NodeId id : members)
      for (const std::uint32_t operand : operand_order(id)) place_leaf(graph_.operands(id)[operand]);
    for (const NodeId id : members) box_of_[id] = boxes_.size();
    boxes_.push_back({.node = owner,
                      .members = members,
                      .group = group_[owner],
                      .in_gradient = static_cast<bool>(gradient_[owner])});
  };
  for (const NodeId id : order_)
    if (!gradient_root_[id] || !gradient_[id]) place(id);
  for (const NodeId id : options_.gradient) place(id);
  for (const NodeId id : order_) place_leaf(id);
}

void Diagram::draw_arrows() {
  constexpr std::size_t kNone = ~std::size_t{0};
  std::vector<std::size_t> latest(graph_.size(), kNone);  // the last arrow that starts at the node
  std::vector<std::pair<std::size_t, Arrow::Use>> uses;   // and the arrow that each belongs to
  for (std::size_t to = 0; to < boxes_.size(); ++to) {
    for (const NodeId id : boxes_[to].members) {
      for (const std::uint32_t operand : operand_order(id)) {
        const NodeId source = graph_.operands(id)[operand];
        const std::size_t from = box_of_[source];
        if (from == kNowhere || from == to) continue;
        std::size_t& arrow = latest[source];
        if (arrow == kNone || arrows_[arrow].to != to) {
          arrow = arrows_.size();
          arrows_.push_back({.from = from, .to = to, .source = source, .uses = {}});
        }
        uses.push_back({arrow, {id, operand}});
      }
    }
  }
  std::ranges::stable_sort(uses, {}, &std::pair<std::size_t, Arrow::Use>::first);
  arrow_uses_.reserve(uses.size());
  for (const auto& [arrow, use] : uses) arrow_uses_.push_back(use);
  for (std::size_t begin = 0, end = 0; begin < uses.size(); begin = end) {
    while (end < uses.size() && uses[end].first == uses[begin].first) ++end;
    arrows_[uses[begin].first].uses = {arrow_uses_.data() + begin, end - begin};
  }
}

/// Box by box outwards from the middle, as far as the depth allows.
void Diagram::keep_around(NodeId middle) {
  if (box_of_[middle] == kNowhere)
    throw GraphError(
        "the picture has no box for the node in the middle: it is a number or nothing that is drawn needs it");
  std::vector<std::vector<std::size_t>> beside(boxes_.size());
  for (const Arrow& arrow : arrows_) {
    beside[arrow.from].push_back(arrow.to);
    beside[arrow.to].push_back(arrow.from);
  }
  std::vector<std::size_t> place(boxes_.size(), kNowhere);  // first any number, at the end the new index
  std::vector<std::size_t> reached{box_of_[middle]};
  place[reached[0]] = 0;
  for (std::size_t begin = 0, distance = 0; distance < options_.depth && begin < reached.size(); ++distance) {
    const std::size_t end = reached.size();
    for (; begin < end; ++begin)
      for (const std::size_t next : beside[reached[begin]])
        if (place[next] == kNowhere) {
          place[next] = 0;
          reached.push_back(next);
        }
  }
  std::vector<Box> kept;
  for (std::size_t i = 0; i < boxes_.size(); ++i) {
    if (place[i] == kNowhere) continue;
    place[i] = kept.size();
    std::ranges::sort(beside[i]);
    const auto repeated = std::unique(beside[i].begin(), beside[i].end());
    kept.push_back(boxes_[i]);
    kept.back().left_out = static_cast<std::size_t>(
        std::count_if(beside[i].begin(), repeated, [&](std::size_t next) { return place[next] == kNowhere; }));
  }
  boxes_ = std::move(kept);
  for (std::size_t& box : box_of_)
    if (box != kNowhere) box = place[box];
  keep_arrows(place);
}

void Diagram::keep_arrows(const std::vector<std::size_t>& place) {
  std::erase_if(arrows_,
                [&](const Arrow& arrow) { return place[arrow.from] == kNowhere || place[arrow.to] == kNowhere; });
  for (Arrow& arrow : arrows_) {
    arrow.from = place[arrow.from];
    arrow.to = place[arrow.to];
  }
}

}  // namespace chainrule
