// Where the program's text meets a terminal. Names and the content of files may hold anything, and a terminal obeys
// control characters: so all that the program says passes through here.
#pragma once

#include <string>
#include <string_view>

namespace chainrule {

/// The text as it can be shown: control characters but line ends and tabs, and bytes that are not UTF-8, as \xNN.
std::string terminal_text(std::string_view text);

/// Says something on standard error. That nobody hears it is no reason to stop.
void tell(std::string_view text);

/// Writes results to standard output at once. Throws InputError if that cannot be done.
void print(std::string_view text);

/// Makes sure that no file is opened in the place of a standard stream that is closed, and that a reader who is gone
/// makes a write fail instead of ending the program. Called once, first of all.
void prepare_standard_streams();

}  // namespace chainrule
