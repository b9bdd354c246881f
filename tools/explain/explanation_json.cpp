// Explanations as JSON.
#include <chainrule/tools/explain/explanation.hpp>
#include <chainrule/tools/explain/story.hpp>
#include <chainrule/tools/text/json_text.hpp>

namespace chainrule {

namespace {

class Writer {
 public:
  Writer(const Labels* labels, Language language) : labels_(labels), language_(language) {}

  std::string take() { return json_.take(); }

  void questions(const std::vector<Question>& questions) {
    json_.begin_array();
    for (const Question& question : questions) {
      json_.begin_object().key("id").text(question.id).key("node").text(question.label);
      json_.key("question").text(plain_text(question.question(language_)));
      json_.key("answer").text(plain_text(question.answer(language_))).end_object();
    }
    json_.end_array();
  }

  void derivation(const Explained& explained) {
    const Derivation& of = explained.derivation;
    json_.begin_object().key("node").text(label(of.node));
    formula("name", of.name);
    formula("cotangent", of.cotangent);
    formula("full", of.full);
    formula("definition", of.definition);
    numbers("value", of.value);
    numbers("number", of.numbers);
    json_.key("shares").begin_array();
    for (const Share& each : of.shares) share(each);
    json_.end_array();
    json_.key("path_count").number(of.path_count).key("paths").begin_array();
    for (const PathProduct& each : of.paths) path(each);
    json_.end_array();
    if (of.working) working(*of.working);
    formula("recipe", of.recipe);
    json_.key("questions");
    questions(explained.questions);
    json_.end_object();
  }

  JsonWriter& json() { return json_; }

 private:
  std::string_view label(NodeId node) const { return (*labels_)[node]; }

  void formula(std::string_view key, const Formula& formula) {
    if (formula.empty()) return;
    json_.key(key).begin_object().key("text").text(formula.text).key("latex").text(formula.latex).end_object();
  }

  /// A scalar as a number, anything else as a list.
  void numbers(std::string_view key, const std::vector<double>& numbers) {
    json_.key(key);
    if (numbers.size() == 1) {
      json_.number(numbers[0]);
      return;
    }
    json_.begin_array();
    for (const double number : numbers) json_.number(number);
    json_.end_array();
  }

  void nonzero(const std::vector<Formula>& divisors) {
    json_.key("nonzero").begin_array();
    for (const Formula& divisor : divisors) json_.text(divisor.text);
    json_.end_array();
  }

  void share(const Share& share) {
    json_.begin_object().key("consumer").text(label(share.consumer));
    formula("upstream", share.upstream);
    formula("edge", share.edge);
    formula("partial", share.partial);
    formula("substituted", share.substituted);
    if (!share.nonzero.empty()) nonzero(share.nonzero);
    numbers("arriving", share.arriving);
    if (!share.local.empty()) numbers("local", share.local);
    numbers("contribution", share.adds);
    json_.key("summed_over_examples").boolean(share.is_summed).end_object();
  }

  void path(const PathProduct& path) {
    json_.begin_object().key("nodes").begin_array();
    for (const NodeId node : path.nodes) json_.text(label(node));
    json_.end_array();
    formula("formula", path.names);
    if (path.product) {
      json_.key("factors").begin_array();
      for (const double factor : path.factors) json_.number(factor);
      json_.end_array().key("product").number(*path.product);
    }
    json_.end_object();
  }

  void working(const Working& working) {
    json_.key("algebra").begin_object();
    formula("start", working.start);
    json_.key("steps").begin_array();
    for (const WorkingStep& step : working.steps) {
      json_.begin_object().key("rule").text(to_text(step.kind));
      json_.key("name").text(plain_text(rewriting_name(language_, step)));
      formula("subject", step.subject);
      formula("result", step.whole);
      json_.end_object();
    }
    json_.end_array();
    formula("result", working.result);
    formula("substituted", working.substituted);
    nonzero(working.nonzero);
    json_.key("per_example").boolean(working.is_term).key("value").number(working.value);
    json_.key("agrees").boolean(working.agrees).end_object();
  }

  const Labels* labels_;
  Language language_;
  JsonWriter json_;
};

}  // namespace

std::string explanation_json(Derivations& derivations, const std::vector<Explained>& all, Language language) {
  Writer writer(&derivations.labels(), language);
  writer.json().begin_object().key("loss").text(derivations.labels()[derivations.flow().loss()]);
  writer.json().key("language").text(code_of(language));
  writer.json().key("examples").integer(derivations.sweep().examples());
  writer.json().key("example").integer(derivations.options().example + 1);
  writer.json().key("derivations").begin_array();
  for (const Explained& explained : all) writer.derivation(explained);
  writer.json().end_array().end_object();
  return writer.take();
}

std::string questions_json(const std::vector<Question>& questions, Language language) {
  Writer writer(nullptr, language);
  writer.json().begin_object().key("language").text(code_of(language)).key("questions");
  writer.questions(questions);
  writer.json().end_object();
  return writer.take();
}

}  // namespace chainrule
