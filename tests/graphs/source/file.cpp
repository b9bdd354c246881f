#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <cstddef>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace chainrule;
namespace fs = std::filesystem;

namespace {

/// An empty folder for one test, removed at its end.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "chainrule-file-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(path_), fs::directory_iterator());
  }

 private:
  fs::path path_;
};

fs::perms permissions(const std::string& path) { return fs::status(path).permissions(); }

}  // namespace

TEST_CASE("what was written is read back byte for byte") {
  const Folder folder;
  const std::string content("a\r\n\0\xFFz", 6);
  write_file(folder / "a.bin", content);
  CHECK(read_file(folder / "a.bin") == content);
  write_file(folder / "a.bin", "");
  CHECK(read_file(folder / "a.bin").empty());
  CHECK(folder.files() == 1);
}

TEST_CASE("a large file is read whole") {
  const Folder folder;
  const std::string content(1'000'003, 'x');
  write_file(folder / "large", content);
  CHECK(read_file(folder / "large") == content);
}

TEST_CASE("an unreadable file is an input error that names it and the reason") {
  const Folder folder;
  CHECK_THROWS_WITH_AS(read_file("no/such/file"), "no/such/file: cannot read the file: No such file or directory",
                       InputError);
  const std::string missing = folder / "missing";
  CHECK_THROWS_WITH_AS(read_file(missing), doctest::Contains("No such file"), InputError);
  CHECK_THROWS_WITH_AS(read_file(folder / ""), doctest::Contains("Is a directory"), InputError);
  CHECK_THROWS_AS(read_file(""), InputError);
  CHECK_THROWS_WITH_AS(read_file(std::string("a\0b", 3)), doctest::Contains("NUL"), InputError);
}

TEST_CASE("a file that cannot be written leaves nothing behind") {
  const Folder folder;
  fs::create_directory(folder / "taken");
  CHECK_THROWS_WITH_AS(write_file(folder / "taken", "x"), doctest::Contains("Is a directory"), InputError);
  CHECK_THROWS_WITH_AS(write_file(folder / "none/a", "x"), doctest::Contains("No such file"), InputError);
  CHECK_THROWS_AS(write_file(folder / std::string(300, 'n'), "x"), InputError);
  CHECK_THROWS_AS(write_file("", "x"), InputError);
  CHECK(folder.files() == 1);
}

TEST_CASE("a name of the greatest length can be written") {
  const Folder folder;
  const std::string path = folder / std::string(255, 'n');
  write_file(path, "x");
  CHECK(read_file(path) == "x");
}

TEST_CASE("a new file has the permissions that umask allows, an old one keeps its own") {
  const Folder folder;
  const mode_t before = ::umask(027);
  write_file(folder / "new", "x");
  ::umask(before);
  CHECK(permissions(folder / "new") == fs::perms(0640));
  fs::permissions(folder / "new", fs::perms(0600));
  write_file(folder / "new", "y");
  CHECK(permissions(folder / "new") == fs::perms(0600));
}

TEST_CASE("a link stays a link and its target gets the content") {
  const Folder folder;
  write_file(folder / "target", "old");
  fs::create_symlink("target", folder / "link");
  write_file(folder / "link", "new");
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_file(folder / "target") == "new");
}

TEST_CASE("a device is written directly") {
  CHECK_NOTHROW(write_file("/dev/null", "x"));
  CHECK(fs::is_character_file("/dev/null"));
  if (fs::exists("/dev/full")) {
    CHECK_THROWS_WITH_AS(write_file("/dev/full", "x"), doctest::Contains("No space"), InputError);
  }
}

TEST_CASE("a link that leads nowhere yet stays a link, and what it leads to is made") {
  const Folder folder;
  fs::create_directory(folder / "inner");
  fs::create_symlink("inner/second", folder / "first");
  fs::create_symlink("third", folder / "inner/second");
  write_file(folder / "first", "content");
  CHECK(fs::is_symlink(folder / "first"));
  CHECK(fs::is_symlink(folder / "inner/second"));
  CHECK(read_file(folder / "inner/third") == "content");
  fs::create_symlink("loop", folder / "loop");
  CHECK_THROWS_AS(write_file(folder / "loop", "content"), InputError);
  CHECK(fs::is_symlink(folder / "loop"));
}

TEST_CASE("what a killed process left is cleared by the next one, what is being written is not") {
  const Folder folder;
  write_file(folder / ".chainrule-1-0.tmp", "half");
  const std::string held = folder / ".chainrule-1-1.tmp";
  const int writer = ::open(held.c_str(), O_WRONLY | O_CREAT, 0600);
  REQUIRE(::flock(writer, LOCK_EX) == 0);
  write_file(folder / "a", "content");
  CHECK_FALSE(fs::exists(folder / ".chainrule-1-0.tmp"));
  CHECK(fs::exists(held));
  ::close(writer);
  write_file(folder / "a", "content");
  CHECK(folder.files() == 1);
}
