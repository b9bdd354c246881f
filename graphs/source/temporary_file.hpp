/// A new file that takes another's name once it is whole.
#pragma once

#include <chainrule/graphs/source/descriptor.hpp>

#include <filesystem>
#include <string_view>

namespace chainrule {

/// Stands beside its target and removes itself unless it takes the target's name. A process that is killed cannot
/// remove its own: each file is locked as long as it is being written, and the next one made in the folder removes
/// those that nobody has locked.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::filesystem::path target);
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

  /// Writes the content, waits until the disk has it, and takes the target's name and permissions. False, with errno
  /// set, if any step fails.
  bool replace_target(std::string_view content);

 private:
  int create();
  bool copy_permissions();

  std::filesystem::path target_;
  std::filesystem::path name_;
  Descriptor file_;
};

}  // namespace chainrule
