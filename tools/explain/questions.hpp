// Learners' questions, where they arise, and the short answers with the graph's own numbers.
#pragma once

#include <chainrule/tools/explain/derivation.hpp>
#include <chainrule/tools/explain/document.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// A question that arises at a node. The catalogue has its words as "ID.question" and "ID.answer".
struct Question {
  std::string_view id;
  NodeId node = 0;
  std::string label;         ///< the node's
  std::string_view variant;  ///< which of several answers: ".scalar"
  Arguments arguments;

  Line question(Language language) const;
  Line answer(Language language) const;
};

/// All that there is, in the order in which a lecture comes to them.
std::span<const std::string_view> question_ids();
/// A command that shows a graph where the question arises.
std::string_view example_command(std::string_view id);

/// The questions that arise at the node of a derivation.
std::vector<Question> questions_at(Derivations& derivations, const Derivation& derivation);

}  // namespace chainrule
