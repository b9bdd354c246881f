// Where a walk through steps is to stop: breakpoints and watches.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/stepper/step.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace chainrule {

/// Stops after steps that give the node a number, apply the op or its derivative, or belong to the phase: whichever is
/// given, and if the condition holds.
struct Breakpoint {
  std::size_t number = 0;
  std::optional<NodeId> node;
  const OpInfo* op = nullptr;
  std::optional<Phase> phase;
  std::function<bool(const Step&)> condition;
  std::size_t hits = 0;
};

/// Stops after steps that change a node's value or cotangent, or its cotangent only.
struct Watch {
  std::size_t number = 0;
  NodeId node = 0;
  bool only_cotangent = false;
  std::optional<std::size_t> element;
  std::size_t hits = 0;
};

/// Breakpoints and watches, numbered together from 1 in the order in which they were made.
class Stops {
 public:
  using Condition = std::function<bool(const Step&)>;

  /// Both return the number; theirs is ignored.
  std::size_t add(Breakpoint breakpoint);
  std::size_t add(Watch watch);
  /// GraphError if there is none of that number.
  void erase(std::size_t number);
  void clear();
  bool empty() const { return breakpoints_.empty() && watches_.empty(); }
  const std::vector<Breakpoint>& breakpoints() const { return breakpoints_; }
  const std::vector<Watch>& watches() const { return watches_; }
  /// One more hit of each of these.
  void count(const std::vector<std::size_t>& numbers);

 private:
  std::vector<Breakpoint> breakpoints_;
  std::vector<Watch> watches_;
  std::size_t last_ = 0;
};

/// Where a walk ended, and why.
struct Stop {
  enum class Reason : std::uint8_t { arrived, stopped, end, beginning, interrupted };
  Reason reason = Reason::arrived;
  std::vector<std::size_t> numbers;  ///< of the breakpoints and watches that stopped it
};

}  // namespace chainrule
