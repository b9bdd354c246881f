// The sentences of explanations, in each language.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace chainrule {

enum class Language : std::uint8_t { english, ukrainian };

/// A sentence by its key. {name} stands for a formula that the explanation puts in; both languages have the same ones.
struct Phrase {
  std::string_view key;
  std::string_view text;
};

/// All sentences of a language, in the order in which they are written down. The keys are the same in all languages.
std::span<const Phrase> phrases(Language language);

/// The sentence of that key. GraphError if there is none.
std::string_view phrase(Language language, std::string_view key);

/// "en", "uk"
std::string_view code_of(Language language);

// One file per language.
std::span<const Phrase> english_phrases();
std::span<const Phrase> ukrainian_phrases();

}  // namespace chainrule
