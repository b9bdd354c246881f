// How the program says which commands there are and which arguments each takes: the one place that knows the library
// which reads them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace chainrule {

/// All that is known of one argument beside its name. Each call returns the argument.
class Argument {
 public:
  explicit Argument(CLI::Option& option) : option_(&option) {}

  /// The word that help writes for the value: --set NAME=VALUE.
  Argument& type_name(const std::string& text);
  Argument& required();
  /// Only these values are taken.
  Argument& choices(const std::vector<std::string>& values);
  /// Only numbers from `low` to `high` are taken.
  Argument& range(std::size_t low, std::size_t high);
  /// An empty text is not taken: for the names of files.
  Argument& not_empty();
  /// Help shows the value that the variable has now.
  Argument& shows_default();

 private:
  CLI::Option* option_;
};

/// A command that is told its arguments. The variables are set when the command line is read, so they have to live
/// until then; a name is "--long", "-x" or "-o,--output", that of a positional argument stands without dashes.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}

  Argument positional(const std::string& name, std::string& value, const std::string& description);
  Argument positional(const std::string& name, std::vector<std::string>& values, const std::string& description);
  Argument flag(const std::string& name, bool& value, const std::string& description);

  /// An option with one value.
  Argument option(const std::string& name, std::string& value, const std::string& description);
  Argument option(const std::string& name, std::optional<std::string>& value, const std::string& description);
  Argument option(const std::string& name, double& value, const std::string& description);
  Argument option(const std::string& name, std::optional<double>& value, const std::string& description);
  Argument option(const std::string& name, std::size_t& value, const std::string& description);
  Argument option(const std::string& name, std::optional<std::size_t>& value, const std::string& description);

  /// An option whose value may be left out, and so is given only after an equal sign: --describe, --describe=slots. The
  /// variable is then set to an empty text, or to the value.
  Argument optional_value(const std::string& name, std::optional<std::string>& value, const std::string& description);

  /// An option with exactly two values: --diff A B.
  Argument pair(const std::string& name, std::vector<std::string>& values, const std::string& description);

  /// An option that is given once per value: --set a=1 --set b=2.
  Argument repeatable(const std::string& name, std::vector<std::string>& values, const std::string& description);

 private:
  template <class Value> Argument add(const std::string& name, Value& value, const std::string& description);

  CLI::App* app_;
};

/// The commands of a program, and the reading of its command line.
class CommandParser {
 public:
  CommandParser(const std::string& summary, const std::string& name, const std::string& version,
                const std::string& footer);
  CommandParser(const CommandParser&) = delete;
  CommandParser& operator=(const CommandParser&) = delete;
  ~CommandParser();

  /// `chosen` is called once a command line that names this command has been read.
  Command add(const std::string& name, const std::string& summary, const std::string& footer,
              std::function<void()> chosen);

  /// Why reading ended before a command could run: help or the version was asked for, or the line is wrong.
  struct Ending {
    bool is_error = false;
    std::string text;  ///< the help, or the complaint
  };
  std::optional<Ending> parse(int argc, const char* const* argv);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace chainrule
