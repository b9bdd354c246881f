// The inspector: walks through the steps of a gradient, forward and back, and answers questions about where it stands.
#pragma once

#include <chainrule/engine/labels.hpp>
#include <chainrule/engine/trace.hpp>
#include <chainrule/tools/short_form.hpp>
#include <chainrule/tools/step_text.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// A trace and a place in it: after step 0, where nothing but the leaves is known, up to after the last step. Commands
/// are lines of text. One that is wrong throws and changes nothing.
class Inspector {
 public:
  /// `sweep` has run forward and backward and must outlive the inspector.
  explicit Inspector(const Sweep& sweep);

  struct Answer {
    std::string text;
    bool quits = false;
  };
  /// Throws InputError for a command that is unknown or wrong, NoGradient for a cotangent that was not asked for.
  Answer execute(std::string_view line);

  std::size_t position() const { return position_; }
  std::size_t size() const { return trace_.size(); }
  /// How many steps there are of which phase.
  std::string summary() const;
  /// The line to execute on an empty one: the last step or back, or "" if that was another command.
  const std::string& repeatable() const { return repeatable_; }

 private:
  struct Command {
    std::string_view name;
    std::string_view abbreviation;
    std::string_view argument;  ///< as the help shows it
    std::string_view summary;
    std::string (Inspector::*run)(std::string_view argument) = nullptr;
  };
  static std::span<const Command> commands();
  static const Command& find_command(std::string_view name);

  std::string step(std::string_view argument);
  std::string back(std::string_view argument);
  std::string go_on(std::string_view argument);
  std::string go_to(std::string_view argument);
  std::string list(std::string_view argument);
  std::string print(std::string_view argument);
  std::string explain(std::string_view argument);
  std::string help(std::string_view argument);
  std::string quit(std::string_view argument);

  std::string here() const;
  /// What `print z` and `print dz` are about.
  struct Subject {
    NodeId node = 0;
    bool is_cotangent = false;
  };
  Subject subject(std::string_view name) const;
  std::optional<NodeId> node_of_cotangent(std::string_view name) const;
  /// The steps that add to the node's cotangent.
  std::vector<std::size_t> contributions(NodeId node) const;
  bool is_known(NodeId node) const;
  std::string value_line(NodeId node) const;
  std::string cotangent_line(NodeId node) const;
  std::string everything_known() const;
  std::string explain_value(NodeId node) const;
  std::string explain_cotangent(NodeId node);
  std::string explain_contribution(const Step& step) const;
  std::string derivation(NodeId node);

  const Sweep& sweep_;
  const Graph& graph_;
  Labels labels_;
  Trace trace_;
  ShortForms short_forms_;
  StepText text_;
  std::size_t position_ = 0;
  std::string repeatable_;
};

}  // namespace chainrule
