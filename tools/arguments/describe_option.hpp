// The option --describe: a compiled program instead of its results.
#pragma once

#include <chainrule/engine/program/program.hpp>
#include <chainrule/tools/arguments/options.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace chainrule {

/// --describe or --describe=PASS; `pass` is then empty or the pass's name.
void add_describe(Command& command, std::optional<std::string>& pass);

/// Whether only the names of the compiler's passes are wanted, which needs no graph.
bool wants_pass_names(const std::optional<std::string>& pass);
/// A line per pass.
std::string pass_names();
/// The whole program, or what stands after the pass. UsageError for a name that no pass has.
std::string described(const Program& program, const std::string& pass, std::size_t examples);

}  // namespace chainrule
