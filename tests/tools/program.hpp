// Runs the program as a user does, and keeps what it says.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace testing {

/// A folder for one test, removed at its end.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "chainrule-tools-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  /// Writes a file and returns its path.
  std::string file(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return *this / name;
  }
  std::ptrdiff_t files() const {
    return std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator());
  }

 private:
  std::filesystem::path path_;
};

inline std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct Run {
  int status = -1;  ///< the exit status; minus the signal that ended it
  std::string out;
  std::string err;

  nlohmann::json json() const {
    INFO(err);
    REQUIRE_MESSAGE(nlohmann::json::accept(out), out);
    return nlohmann::json::parse(out);
  }
};

/// Runs any program with those arguments; standard output goes to a file, or to `output` if it is given.
inline Run run_program(const std::string& program, std::vector<std::string> arguments, const std::string& input = {},
                       const std::string& output = {}) {
  const Folder folder;
  const std::string in = folder.file("in", input);
  const std::string out = output.empty() ? folder / "out" : output;
  const std::string err = folder / "err";
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  arguments.insert(arguments.begin(), program);
  std::vector<char*> list;
  list.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) list.push_back(argument.data());
  list.push_back(nullptr);
  pid_t child = 0;
  REQUIRE(::posix_spawnp(&child, program.c_str(), &files, nullptr, list.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&files);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  Run run;
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  if (output.empty()) run.out = content_of(out);
  run.err = content_of(err);
  return run;
}

inline Run run_chainrule(const std::vector<std::string>& arguments, const std::string& input = {}) {
  return run_program(CHAINRULE_BINARY, arguments, input);
}

/// The answer to arguments and --json, which must have succeeded.
inline nlohmann::json ask(std::vector<std::string> arguments, int status = 0) {
  arguments.emplace_back("--json");
  const Run run = run_chainrule(arguments);
  CHECK_MESSAGE(run.status == status, run.err);
  return run.json();
}

/// Bad input: the status, a message with those words, and nothing on standard output.
inline void check_refused(const std::vector<std::string>& arguments, const std::string& words, int status = 3,
                          const std::string& input = {}) {
  const Run run = run_chainrule(arguments, input);
  std::string command;
  for (const std::string& argument : arguments) command += " " + argument.substr(0, 80);
  INFO(command);
  INFO(run.err);
  CHECK(run.status == status);
  CHECK(run.out.empty());
  CHECK(run.err.find(words) != std::string::npos);
}

}  // namespace testing
