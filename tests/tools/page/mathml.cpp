#include <chainrule/tools/page/mathml.hpp>

#include <doctest/doctest.h>

#include <string>

using chainrule::MathMl;

namespace {

std::string plain(std::string_view latex) { return MathMl()(latex); }

}  // namespace

TEST_CASE("formulas become MathML") {
  CHECK(plain("a") == "<mi>a</mi>");
  CHECK(plain("\\frac{a}{2}") == "<mfrac><mrow><mi>a</mi></mrow><mrow><mn>2</mn></mrow></mfrac>");
  CHECK(plain("w_{1} x") == "<msub><mi>w</mi><mrow><mn>1</mn></mrow></msub><mo>&#x2062;</mo><mi>x</mi>");
  CHECK(plain("e^{-z}") == "<msup><mi>e</mi><mrow><mo>−</mo><mi>z</mi></mrow></msup>");
  CHECK(plain("\\log a") == "<mi>log</mi><mo>&#x2061;</mo><mi>a</mi>");
  CHECK(plain("\\sqrt{x}") == "<msqrt><mrow><mi>x</mi></mrow></msqrt>");
  CHECK(plain("w \\mathrel{:=} w_{0}").find("<mo>:=</mo>") != std::string::npos);
  CHECK(plain("w^{\\mathsf{T}}").find("<mi mathvariant=\"normal\">T</mi>") != std::string::npos);
  CHECK(plain("a \\cdot b") == "<mi>a</mi><mo>·</mo><mi>b</mi>");
}

TEST_CASE("parentheses grow only around what is higher than a line") {
  CHECK(plain("(a)").find("stretchy=\"false\"") != std::string::npos);
  CHECK(plain("\\left(\\frac{a}{b}\\right)").find("stretchy=\"true\"") != std::string::npos);
}

TEST_CASE("cases become a table") {
  const std::string cases = plain("\\begin{cases} 1 & \\text{if } 0 < x \\\\ 0 & \\text{otherwise} \\end{cases}");
  CHECK(cases.find("<mtr><mtd><mn>1</mn></mtd><mtd><mtext>if </mtext>") != std::string::npos);
  CHECK(cases.find("<mtd><mtext>otherwise</mtext></mtd></mtr></mtable>") != std::string::npos);
}

TEST_CASE("names are marked, the longest first, and a function's letter is none") {
  MathMl math;
  math.add_name("a", " data-of=\"1\"");
  math.add_name("da", " data-of=\"2\"");
  math.add_name("L", " data-of=\"3\"");
  CHECK(math("da") == "<mrow data-of=\"2\"><mi>d</mi><mi>a</mi></mrow>");
  CHECK(math("L(a)").find("data-of=\"3\"") == std::string::npos);
  CHECK(math("\\alpha") == "<mi>α</mi>");
}

TEST_CASE("names that look like markup stay text") {
  CHECK(plain("\\text{<script>\\&\\_}") == "<mtext>&lt;script&gt;&amp;_</mtext>");
  CHECK(plain("\\text{a\\textbackslash{}b}") == "<mtext>a\\b</mtext>");
}

TEST_CASE("what is no formula ends all the same") {
  for (const char* text : {"\\frac{", "{", "^", "\\left(", "\\begin{cases} a &", "\\", "\\text{a", "((((("}) {
    INFO(text);
    CHECK_NOTHROW(plain(text));
  }
  CHECK(plain(std::string(100000, '{')).size() < 1000000);
}
