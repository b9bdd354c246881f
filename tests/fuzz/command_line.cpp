// Fuzz target: an expression, values for its names and the names to differentiate by, as they come from a command line,
// one argument per line, are a graph whose sweep and gradient graph run, or an Error.
#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/base/error.hpp>
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/text/name_list.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace chainrule;

namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// Extents of many digits ask for more memory than a fuzzer has.
bool asks_for_much(std::string_view text) {
  std::size_t digits = 0;
  return std::ranges::any_of(text, [&](char c) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    return digits > 3;
  });
}

void differentiate(const std::vector<std::string>& lines) {
  GraphArguments arguments;
  arguments.expression = lines[0];
  arguments.settings.assign(lines.begin() + 1, lines.end() - 1);
  const LoadedGraph loaded(arguments);
  std::vector<Expr> wrt;
  for (const std::string& name : split_names(lines.back(), "--wrt")) wrt.push_back(loaded.node(name));
  loaded.sweep().backward(loaded.loss(), wrt);
  Gradient cotangents = gradient(loaded.loss(), wrt);
  for (const Expr& node : wrt) cotangents.of(node);
  loaded.sweep().forward();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> lines = lines_of(text);
  if (lines.size() < 2 || asks_for_much(text)) return 0;
  try {
    differentiate(lines);
  } catch (const Error&) {
  }
  return 0;
}
