// What stands after a pass of the compiler, for tests.
#pragma once

#include <chainrule/engine/program/program.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace chainrule {

inline constexpr std::size_t kManyExamples = 100;

inline std::string after(std::string_view pass, const Expr& output, std::size_t examples = 1) {
  return compile({{"L", output}}).describe(pass, examples);
}

inline bool has(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

}  // namespace chainrule
