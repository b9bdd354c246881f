#include <chainrule/engine/base/error.hpp>
#include <chainrule/tools/languages/catalogue.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

std::span<const Phrase> phrases(Language language) {
  return language == Language::ukrainian ? ukrainian_phrases() : english_phrases();
}

std::string_view phrase(Language language, std::string_view key) {
  const auto all = phrases(language);
  const auto found = std::ranges::find(all, key, &Phrase::key);
  if (found == all.end()) throw GraphError(fmt::format("there is no sentence {} in {}", key, code_of(language)));
  return found->text;
}

std::string_view code_of(Language language) { return language == Language::ukrainian ? "uk" : "en"; }

}  // namespace chainrule
