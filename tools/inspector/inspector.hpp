// The inspector: walks through the steps of a gradient, forward and back, and answers questions about where it stands.
#pragma once

#include <chainrule/tools/inspector/session.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::inspector {

/// Commands are lines of text, in gdb's words. One that is wrong throws and changes nothing.
class Inspector {
 public:
  /// `values` has the values of the leaves of the loss's graph.
  Inspector(const Sweep& values, const Expr& loss) : session_(values, loss) {}

  struct Answer {
    std::string text;
    bool quits = false;
  };
  /// Throws InputError for a command that is unknown or wrong, GraphError where there is no way to go, NoGradient for a
  /// cotangent that was not asked for.
  Answer execute(std::string_view line);
  /// The words that can stand at the end of the line: whole words, sorted.
  std::vector<std::string> completions(std::string_view line) const;

  std::size_t position() const { return session_.stepper.position(); }
  std::size_t size() const { return session_.stepper.size(); }
  /// How many steps there are of which phase.
  std::string summary() const;
  /// The line to execute on an empty one; "" after commands that are not repeated.
  const std::string& repeatable() const { return session_.repeatable; }
  /// The terminal's columns.
  void set_width(std::size_t columns) { session_.text.set_width(columns); }
  /// Asked on long ways, which end where it answers true.
  void interrupt_when(std::function<bool()> asked) { session_.stepper.interrupt_when(std::move(asked)); }

 private:
  Session session_;
};

}  // namespace chainrule::inspector
