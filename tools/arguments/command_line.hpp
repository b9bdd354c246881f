// The frame of the program: its commands, its exit status, and what becomes of errors.
#pragma once

#include <chainrule/tools/arguments/options.hpp>

#include <functional>
#include <string>

namespace chainrule {

/// The program's answer to the shell.
enum class ExitStatus : int {
  done = 0,
  check_failed = 1,  ///< a check or a convergence test
  usage = 2,         ///< the command line itself is wrong
  bad_input = 3,
  not_finite = 4  ///< a result is, and was printed in full all the same
};

/// A command's outcome: the text for standard output, which is written only when everything else went well, and the
/// status.
struct Report {
  std::string output;
  ExitStatus status = ExitStatus::done;
};

/// The program's commands. Each adds itself with its options and with what it does once these are read.
class CommandLine {
 public:
  CommandLine();

  /// Adds a command. `run` is called if the user chose it; it may throw any chainrule::Error, then nothing is written
  /// to standard output. `examples` is shown at the end of the command's help, one example per line.
  Command add(const std::string& name, const std::string& summary, const std::string& examples,
              std::function<Report()> run);

  /// Runs the chosen command, writes its output or, to standard error, why there is none. Returns the exit status.
  int run(int argc, const char* const* argv);

 private:
  Report parse_and_run(int argc, const char* const* argv);

  CommandParser parser_;
  std::function<Report()> chosen_;
};

}  // namespace chainrule
