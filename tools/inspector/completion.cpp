// Completions: the words that can stand at the end of a line.
#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/tools/inspector/commands.hpp>
#include <chainrule/tools/inspector/inspector.hpp>
#include <chainrule/tools/inspector/reference.hpp>
#include <chainrule/tools/inspector/words.hpp>

#include <algorithm>

namespace chainrule::inspector {

namespace {

constexpr std::size_t kMostNodes = 20'000;  // beyond, looking through all of them at every key would be felt

class Candidates {
 public:
  explicit Candidates(std::string_view begun) : begun_(begun) {}

  void consider(std::string_view word) {
    if (word.starts_with(begun_)) found_.emplace_back(word);
  }
  std::vector<std::string> take() {
    std::ranges::sort(found_);
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  std::string_view begun_;
  std::vector<std::string> found_;
};

void consider_nodes(const Stepper& stepper, Candidates& candidates, bool with_cotangents) {
  const std::span<const NodeId> nodes = stepper.labels().order();
  if (nodes.size() > kMostNodes) return;
  for (const NodeId node : nodes) {
    if (stepper.graph().role(node) == Role::constant) continue;
    candidates.consider(name_text(stepper.labels()[node]));
    if (with_cotangents && stepper.total(node) > 0)
      candidates.consider(cotangent_label(stepper.labels(), node, stepper.loss()));
  }
}

void consider_places(const Stepper& stepper, Candidates& candidates) {
  consider_nodes(stepper, candidates, true);
  for (const OpInfo* op : ops_of(stepper)) candidates.consider("op:" + std::string(op->name));
  for (const Phase phase : {Phase::forward, Phase::seed, Phase::backward, Phase::update})
    candidates.consider("phase:" + std::string(to_text(phase)));
  candidates.consider("if");
}

void consider_leaves(const Graph& graph, Candidates& candidates) {
  for (const Role role : {Role::input, Role::parameter})
    for (const NodeId leaf : graph.leaves(role)) candidates.consider(name_text(graph.name_of(leaf)) + "=");
}

void consider_arguments(const Stepper& stepper, const Command& command, Candidates& candidates) {
  switch (command.takes) {
    case Command::Takes::nothing:
      break;
    case Command::Takes::node:
      return consider_nodes(stepper, candidates, false);
    case Command::Takes::reference:
      return consider_nodes(stepper, candidates, true);
    case Command::Takes::place:
      return consider_places(stepper, candidates);
    case Command::Takes::phase:
      for (const char* phase : {"forward", "backward", "update"}) candidates.consider(phase);
      break;
    case Command::Takes::topic:
      for (const char* topic : {"nodes", "steps", "breaks", "watches"}) candidates.consider(topic);
      break;
    case Command::Takes::leaf:
      return consider_leaves(stepper.graph(), candidates);
    case Command::Takes::command:
      for (const Command& each : commands()) candidates.consider(each.name);
      break;
  }
}

}  // namespace

std::vector<std::string> Inspector::completions(std::string_view line) const {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  const std::size_t last_blank = line.find_last_of(" \t");
  const std::string_view begun = last_blank == std::string_view::npos ? line : line.substr(last_blank + 1);
  Candidates candidates(begun);
  if (last_blank == std::string_view::npos) {
    for (const Command& command : commands()) candidates.consider(command.name);
    return candidates.take();
  }
  try {
    const Command& command = find_command(take_word(line));
    consider_arguments(session_.stepper, command, candidates);
  } catch (const InputError&) {  // no command: nothing to offer
  }
  return candidates.take();
}

}  // namespace chainrule::inspector
