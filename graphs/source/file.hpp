/// Whole files: read at once, and written so that nobody ever sees half of one.
#pragma once

#include <string>
#include <string_view>

namespace chainrule {

/// The name of a file for messages: the path, or "<stdin>" for "-".
std::string file_label(const std::string& path);

/// The bytes of a file; "-" is standard input. Throws InputError with the system's reason if it cannot be read.
std::string read_file(const std::string& path);

/// Replaces a file's content. The content goes to a temporary file in the same folder, which then takes the file's
/// name; a link is followed, and a file that exists keeps its permissions. Standard output ("-" or /dev/stdout),
/// devices and pipes are written directly. Throws InputError with the system's reason; then an old file is as it was,
/// and no temporary file is left.
void write_file(const std::string& path, std::string_view content);

}  // namespace chainrule
