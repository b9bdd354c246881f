#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

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

/// A file descriptor, closed at the end of its life unless it is standard input or output.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

  /// False if the system reports an error that earlier writes did not.
  bool close() {
    const int number = number_;
    number_ = -1;
    return number <= STDERR_FILENO || ::close(number) == 0;
  }

 private:
  int number_;
};

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// A new file beside the target that removes itself unless it takes the target's name.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path target) : target_(std::move(target)), file_(create()) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  /// False, with errno set, if any step fails.
  bool replace_target(std::string_view content) {
    if (!file_.is_open() || !write_all(file_.number(), content) || !copy_permissions() || !file_.close()) return false;
    if (::rename(name_.c_str(), target_.c_str()) != 0) return false;
    name_.clear();
    return true;
  }

 private:
  /// Mode 0666 less the umask, as for any new file. The name does not contain the target's, which may be as long as a
  /// name can be; O_EXCL keeps processes that count alike apart.
  int create() {
    for (int attempt = 0;; ++attempt) {
      const fs::path name = target_.parent_path() / fmt::format(".chainrule-{}-{}.tmp", ::getpid(), attempt);
      const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor >= 0) name_ = name;
      if (descriptor >= 0 || errno != EEXIST) return descriptor;
    }
  }

  bool copy_permissions() {
    struct stat status {};
    if (::stat(target_.c_str(), &status) != 0) return errno == ENOENT;
    return ::fchmod(file_.number(), status.st_mode & 0777U) == 0;
  }

  fs::path target_;
  fs::path name_;
  Descriptor file_;
};

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

void replace_file(const std::string& path, std::string_view content) {
  std::error_code missing;
  const fs::path resolved = fs::canonical(path, missing);
  const fs::path target = missing ? fs::path(path) : resolved;
  if (!missing && ::access(target.c_str(), W_OK) != 0) fail_to_write(path);
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
