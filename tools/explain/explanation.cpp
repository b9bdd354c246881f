#include <chainrule/tools/explain/explanation.hpp>
#include <chainrule/tools/explain/story.hpp>

#include <algorithm>
#include <set>

namespace chainrule {

namespace {

void add_question(Document& document, const Question& question) {
  document.question(question.question(document.language));
  document.paragraph(question.answer(document.language));
}

}  // namespace

std::vector<Explained> explain(Derivations& derivations, const std::vector<NodeId>& nodes) {
  std::vector<Explained> all;
  std::set<std::string_view> asked;
  for (const NodeId node : nodes) {
    Explained explained{.derivation = derivations.of(node), .questions = {}};
    for (Question& question : questions_at(derivations, explained.derivation))
      if (asked.insert(question.id).second) explained.questions.push_back(std::move(question));
    all.push_back(std::move(explained));
  }
  return all;
}

Document explanation_document(Derivations& derivations, const std::vector<Explained>& all, Language language) {
  Document document{.language = language, .blocks = {}};
  const std::size_t examples = derivations.sweep().examples();
  if (examples > 1)
    document.paragraph(say(language, "example",
                           {{"example", number_formula(static_cast<double>(derivations.options().example + 1))},
                            {"examples", number_formula(static_cast<double>(examples))}}));
  for (const auto& [derivation, questions] : all) {
    tell(document, derivations, derivation);
    for (const Question& question : questions) add_question(document, question);
  }
  return document;
}

Document questions_document(const std::vector<Question>& questions, Language language, bool with_commands) {
  Document document{.language = language, .blocks = {}};
  for (const Question& question : questions) {
    add_question(document, question);
    if (with_commands)
      document.paragraph(say(language, "see", {{"command", code_formula(example_command(question.id))}}));
  }
  return document;
}

}  // namespace chainrule
