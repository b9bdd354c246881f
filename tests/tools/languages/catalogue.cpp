#include <chainrule/engine/base/error.hpp>
#include <chainrule/tools/explain/questions.hpp>
#include <chainrule/tools/languages/catalogue.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace chainrule;

namespace {

std::multiset<std::string> placeholders(std::string_view text) {
  std::multiset<std::string> found;
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1))
    found.insert(std::string(text.substr(open, text.find('}', open) + 1 - open)));
  return found;
}

/// A placeholder of a formula may be said twice in one language, but not in another only.
std::set<std::string> distinct(std::string_view text) {
  const auto all = placeholders(text);
  return {all.begin(), all.end()};
}

bool has_cyrillic(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (static_cast<unsigned char>(c) & 0xFEU) == 0xD0; });
}

}  // namespace

TEST_CASE("both languages say the same sentences, in the same order, with the same formulas") {
  const auto english = phrases(Language::english), ukrainian = phrases(Language::ukrainian);
  REQUIRE(english.size() == ukrainian.size());
  std::set<std::string_view> keys;
  for (std::size_t i = 0; i < english.size(); ++i) {
    INFO(english[i].key);
    CHECK(english[i].key == ukrainian[i].key);
    CHECK(keys.insert(english[i].key).second);
    CHECK(distinct(english[i].text) == distinct(ukrainian[i].text));
    CHECK(!english[i].text.empty());
    CHECK(!has_cyrillic(english[i].text));
    CHECK((has_cyrillic(ukrainian[i].text) || ukrainian[i].text.find('{') != std::string_view::npos));
  }
}

TEST_CASE("sentences have no straying braces or spaces") {
  for (const Language language : {Language::english, Language::ukrainian})
    for (const Phrase& phrase : phrases(language)) {
      INFO(phrase.key);
      CHECK(std::ranges::count(phrase.text, '{') == std::ranges::count(phrase.text, '}'));
      CHECK(phrase.text.find("  ") == std::string_view::npos);
      if (phrase.key != "and") CHECK(!phrase.text.ends_with(' '));
    }
}

TEST_CASE("every rewriting has a name and every question an answer, in each language") {
  for (const Language language : {Language::english, Language::ukrainian}) {
    for (int kind = 0; kind <= static_cast<int>(RewritingKind::rearrange); ++kind) {
      const std::string key = "rewriting." + std::string(to_text(static_cast<RewritingKind>(kind)));
      CHECK(!phrase(language, key).empty());
    }
    for (const std::string_view id : question_ids()) {
      CHECK(!phrase(language, std::string(id) + ".question").empty());
      CHECK(!phrase(language, std::string(id) + ".answer").empty());
    }
  }
}

TEST_CASE("a sentence that does not exist is an error that names it") {
  CHECK_THROWS_WITH_AS(phrase(Language::ukrainian, "nonsense"), "there is no sentence nonsense in uk", GraphError);
}

TEST_CASE("a sentence without its formula is an error that names both") {
  CHECK_THROWS_WITH_AS(say(Language::english, "about", {}), "the sentence about needs a dz", GraphError);
}
