#include <chainrule/graphs/source/temporary_file.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace chainrule {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = ".chainrule-";
constexpr std::string_view kSuffix = ".tmp";

bool is_temporary(const std::string& name) { return name.starts_with(kPrefix) && name.ends_with(kSuffix); }

/// False if another process has it locked. Where a file system knows no locks, nothing is cleared.
bool lock(int descriptor) { return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0; }

void remove_if_abandoned(const fs::path& name) {
  const Descriptor file(::open(name.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (file.is_open() && lock(file.number())) ::unlink(name.c_str());
}

void clear_abandoned(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error))
    if (is_temporary(entry->path().filename().string())) remove_if_abandoned(entry->path());
}

/// Whether the file still has its name: between its making and its locking another process may have cleared it.
bool is_linked(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

/// Some file systems cannot be asked to.
bool sync(int descriptor) { return ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP; }

}  // namespace

TemporaryFile::TemporaryFile(fs::path target) : target_(std::move(target)), file_(create()) {}

TemporaryFile::~TemporaryFile() {
  if (!name_.empty()) ::unlink(name_.c_str());
}

bool TemporaryFile::replace_target(std::string_view content) {
  if (!file_.is_open() || !write_all(file_.number(), content) || !copy_permissions() || !sync(file_.number()))
    return false;
  if (::rename(name_.c_str(), target_.c_str()) != 0) return false;
  name_.clear();
  return file_.close();
}

/// Mode 0666 less the umask, as for any new file. The name does not contain the target's, which may be as long as a
/// name can be; O_EXCL keeps processes that count alike apart.
int TemporaryFile::create() {
  const fs::path folder = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  clear_abandoned(folder);
  for (int attempt = 0;; ++attempt) {
    const fs::path name = folder / fmt::format("{}{}-{}{}", kPrefix, ::getpid(), attempt, kSuffix);
    const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0 && errno == EEXIST) continue;
    if (descriptor >= 0 && (lock(descriptor) || errno != EWOULDBLOCK) && is_linked(descriptor)) name_ = name;
    if (descriptor < 0 || !name_.empty()) return descriptor;
    ::close(descriptor);
  }
}

bool TemporaryFile::copy_permissions() {
  struct stat status {};
  if (::stat(target_.c_str(), &status) != 0) return errno == ENOENT;
  return ::fchmod(file_.number(), status.st_mode & 0777U) == 0;
}

}  // namespace chainrule
