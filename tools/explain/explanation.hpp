// Everything that explains a graph's gradient, and its forms.
#pragma once

#include <chainrule/tools/explain/derivation.hpp>
#include <chainrule/tools/explain/document.hpp>
#include <chainrule/tools/explain/questions.hpp>

#include <string>
#include <vector>

namespace chainrule {

/// A derivation with the questions that it raises.
struct Explained {
  Derivation derivation;
  std::vector<Question> questions;
};

/// Explains the nodes in their order. A question is asked once, where it arises first.
std::vector<Explained> explain(Derivations& derivations, const std::vector<NodeId>& nodes);

Document explanation_document(Derivations& derivations, const std::vector<Explained>& all, Language language);
/// {"loss", "example", "derivations": [{node, cotangent, rule, ..., questions}, ...]}
std::string explanation_json(Derivations& derivations, const std::vector<Explained>& all, Language language);

/// Questions and answers alone.
Document questions_document(const std::vector<Question>& questions, Language language, bool with_commands);
/// {"language", "questions": [{id, node, question, answer}, ...]}
std::string questions_json(const std::vector<Question>& questions, Language language);

}  // namespace chainrule
