#include <chainrule/graphs/dot/dot_labels.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>

using namespace chainrule;

namespace {

/// A formula in which all words but function names are names.
std::string typeset(std::string_view formula) {
  return html_formula(formula, [](std::string_view word) {
    return word == "exp" || word == "log1p" ? std::nullopt : std::optional(word);
  });
}

}  // namespace

TEST_CASE("text in an HTML-like label has its special characters escaped") {
  CHECK(html_text("a < b & \"c\" > 'd'") == "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;");
  CHECK(html_text("{|}\\") == "{|}\\");
  CHECK(html_text("діаграма") == "діаграма");
  CHECK(html_text("one\ntwo") == "one&#10;<BR/>two");
}

TEST_CASE("what is no character of XML is shown as one that is") {
  using namespace std::string_literals;
  CHECK(html_text("\0\x01\x1F\x7F"s) == "␀␁␟␡");
  CHECK(html_text("a\xFFz") == "a\uFFFDz");
  CHECK(html_text("\xEF\xBF\xBF") == "\uFFFD");                        // U+FFFF
  CHECK(html_text("\xED\xA0\x80").find("\xED") == std::string::npos);  // half of a surrogate pair
  CHECK(html_text("\xC0\x80").find("\xC0") == std::string::npos);      // an over-long NUL
  CHECK(html_text("\xF4\x90\x80\x80").find("\xF4") == std::string::npos);
}

TEST_CASE("long text is cut between characters") {
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("abcd", 3) == "ab…");
  CHECK(shortened("ґґґґ", 3) == "ґґ…");
  CHECK(shortened("", 3).empty());
  CHECK(shortened(std::string(1 << 20, 'x')).size() == kMostShown - 1 + std::string("…").size());
}

TEST_CASE("a name's number is set low") {
  CHECK(html_name("w1") == "w<SUB>1</SUB>");
  CHECK(html_name("theta12") == "theta<SUB>12</SUB>");
  CHECK(html_name("b") == "b");
  CHECK(html_name("h_1") == "h_1");
  CHECK(html_name("a b1") == "a b1");
}

TEST_CASE("a formula is set as a lecture writes it") {
  CHECK(typeset("w1*x1 + w2*x2 + b") == "w<SUB>1</SUB>x<SUB>1</SUB> + w<SUB>2</SUB>x<SUB>2</SUB> + b");
  CHECK(typeset("dz*x1") == "dz·x<SUB>1</SUB>");
  CHECK(typeset("2*x") == "2x");
  CHECK(typeset("2*rate") == "2·rate");
  CHECK(typeset("a(1 - a)") == "a(1 − a)");
  CHECK(typeset("-y/a + -0.5") == "−y/a + -0.5");
  CHECK(typeset("x1^2 + (a + b)^10") == "x<SUB>1</SUB><SUP>2</SUP> + (a + b)<SUP>10</SUP>");
  CHECK(typeset("1e-07*x + 2e+30") == "1e-07x + 2e+30");
  CHECK(typeset("exp(log1p(x))") == "exp(log1p(x))");
  CHECK(typeset("{a if b < 0; c otherwise}") == "{a if b &lt; 0; c otherwise}");
}

TEST_CASE("a name in quotes stays as it is") {
  CHECK(typeset(R"("a*b-c1" + x)") == "&quot;a*b-c1&quot; + x");
  CHECK(typeset(R"("a\"*" * x)") == "&quot;a\\&quot;*&quot; · x");
  CHECK(typeset("\"open") == "&quot;open");
  CHECK(typeset("\"open\\") == "&quot;open\\");
}

TEST_CASE("a quoted attribute keeps the text") {
  using namespace std::string_literals;
  CHECK(quoted_attribute("w1 <&>") == "\"w1 <&>\"");
  CHECK(quoted_attribute("say \"a\"") == "\"say \\\"a\\\"\"");
  CHECK(quoted_attribute("back\\") == "\"back\\\\\"");
  CHECK(quoted_attribute("a\nb\tc\0"s) == "\"a\nb\\u0009c\\u0000\"");
}

TEST_CASE("a long quoted attribute is a sum of strings, each short enough for Graphviz to read from a file") {
  const std::string text = quoted_attribute(std::string(100'000, '\\'));
  for (std::size_t at = 0; at != std::string::npos;) {
    const std::size_t next = text.find("\" + \"", at + 1);
    CHECK(std::min(next, text.size()) - at < 16'000);
    at = next;
  }
  CHECK(std::ranges::count(text, '\\') == 200'000);
}
