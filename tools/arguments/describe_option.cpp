#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/tools/arguments/describe_option.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace chainrule {

void add_describe(Command& command, std::optional<std::string>& pass) {
  command
      .optional_value(
          "--describe", pass,
          "Print the compiled program instead of its results: instructions, slots, bytes, work per example; "
          "with =PASS, what stands after that pass of the compiler, with =list the passes' names")
      .type_name("[=PASS]");
}

bool wants_pass_names(const std::optional<std::string>& pass) { return pass == "list"; }

std::string pass_names() {
  std::string text;
  for (const CompilerPass& pass : compiler_passes()) text += fmt::format("{}\n", pass.name);
  return text;
}

std::string described(const Program& program, const std::string& pass, std::size_t examples) {
  if (pass.empty()) return program.describe(examples);
  const std::vector<CompilerPass> passes = compiler_passes();
  const auto found = std::ranges::find(passes, pass, &CompilerPass::name);
  if (found == passes.end())
    throw UsageError(
        fmt::format("--describe: the compiler has no pass {}; --describe=list prints their names", in_quotes(pass)));
  return fmt::format("{}\n\n{}", found->sentence, program.describe(pass, examples));
}

}  // namespace chainrule
