#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/source/descriptor.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/graphs/source/temporary_file.hpp>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace chainrule {
namespace {

namespace fs = std::filesystem;

std::string system_reason() { return std::generic_category().message(errno); }

[[noreturn]] void fail_to_read(const std::string& path) {
  throw InputError("cannot read the file: " + system_reason(), SourcePosition{.file = file_label(path)});
}

[[noreturn]] void fail_to_write(const std::string& path) {
  throw InputError("cannot write the file: " + system_reason(),
                   SourcePosition{.file = path == "-" ? "<stdout>" : path});
}

void refuse_nul(const std::string& path) {
  if (path.find('\0') == std::string::npos) return;
  throw InputError("a file name cannot contain a NUL byte", SourcePosition{.file = path.substr(0, path.find('\0'))});
}

bool is_standard_output(const std::string& path) { return path == "-" || path == "/dev/stdout"; }

/// Whether a path stands for something that cannot be replaced by a new file: a device, a pipe, a folder, or a
/// descriptor of this process (which may be a regular file that others are writing to).
bool is_written_in_place(const std::string& path) {
  for (const std::string_view folder : {"/dev/fd/", "/dev/stderr", "/proc/"}) {
    if (path.starts_with(folder)) return true;
  }
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  return fs::exists(status) && !fs::is_regular_file(status);
}

void write_to_standard_output(const std::string& path, std::string_view content) {
  const std::size_t written = std::fwrite(content.data(), 1, content.size(), stdout);
  if (written != content.size() || std::fflush(stdout) != 0) fail_to_write(path);
}

void write_in_place(const std::string& path, std::string_view content) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!file.is_open() || !write_all(file.number(), content) || !file.close()) fail_to_write(path);
}

/// Where a path leads: along its links, the last of which may lead to a file that is yet to be made.
fs::path followed(fs::path path) {
  constexpr int kMostLinks = 40;  // as many as Linux follows
  std::error_code none;
  for (int links = 0; links < kMostLinks && fs::is_symlink(fs::symlink_status(path, none)); ++links)
    path = path.parent_path() / fs::read_symlink(path, none);
  return path;
}

void replace_file(const std::string& path, std::string_view content) {
  const fs::path target = followed(path);
  std::error_code none;
  if (fs::exists(target, none) && ::access(target.c_str(), W_OK) != 0) fail_to_write(path);
  if (!TemporaryFile(target).replace_target(content)) fail_to_write(path);
}

}  // namespace

std::string file_label(const std::string& path) { return path == "-" ? "<stdin>" : path; }

std::string read_file(const std::string& path) {
  refuse_nul(path);
  const Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) fail_to_read(path);
  std::string content;
  std::array<char, 1 << 16> block{};
  while (true) {
    const ssize_t count = ::read(file.number(), block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_to_read(path);
    if (count == 0) return content;
    content.append(block.data(), static_cast<std::size_t>(count));
  }
}

void write_file(const std::string& path, std::string_view content) {
  refuse_nul(path);
  if (is_standard_output(path)) return write_to_standard_output(path, content);
  if (is_written_in_place(path)) return write_in_place(path, content);
  replace_file(path, content);
}

}  // namespace chainrule
