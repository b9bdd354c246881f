#include <chainrule/tools/arguments/options.hpp>

#include <CLI/CLI.hpp>

#include <sstream>
#include <utility>

namespace chainrule {

Argument& Argument::type_name(const std::string& text) {
  option_->type_name(text);
  return *this;
}

Argument& Argument::required() {
  option_->required();
  return *this;
}

Argument& Argument::choices(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

Argument& Argument::range(std::size_t low, std::size_t high) {
  option_->check(CLI::Range(low, high));
  return *this;
}

Argument& Argument::not_empty() {
  option_->check([](const std::string& value) { return std::string(value.empty() ? "the name is empty" : ""); });
  return *this;
}

Argument& Argument::shows_default() {
  option_->capture_default_str();
  return *this;
}

template <class Value> Argument Command::add(const std::string& name, Value& value, const std::string& description) {
  return Argument(*app_->add_option(name, value, description));
}

Argument Command::positional(const std::string& name, std::string& value, const std::string& description) {
  return add(name, value, description);
}

Argument Command::positional(const std::string& name, std::vector<std::string>& values,
                             const std::string& description) {
  return add(name, values, description);
}

Argument Command::flag(const std::string& name, bool& value, const std::string& description) {
  return Argument(*app_->add_flag(name, value, description));
}

Argument Command::option(const std::string& name, std::string& value, const std::string& description) {
  return add(name, value, description);
}

Argument Command::option(const std::string& name, std::optional<std::string>& value, const std::string& description) {
  return add(name, value, description);
}

Argument Command::option(const std::string& name, double& value, const std::string& description) {
  return add(name, value, description);
}

Argument Command::option(const std::string& name, std::optional<double>& value, const std::string& description) {
  return add(name, value, description);
}

Argument Command::option(const std::string& name, std::size_t& value, const std::string& description) {
  return add(name, value, description);
}

Argument Command::option(const std::string& name, std::optional<std::size_t>& value, const std::string& description) {
  return add(name, value, description);
}

/// CLI11's options with zero or one value swallow the argument behind them. Its flags take a value after an equal sign
/// only, and "true" without one.
Argument Command::optional_value(const std::string& name, std::optional<std::string>& value,
                                 const std::string& description) {
  const auto keep = [&value](const CLI::results_t& given) {
    value = given.back() == "true" ? "" : given.back();
    return true;
  };
  CLI::Option* option = app_->add_option(name, keep, description);
  return Argument(*option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)->expected(0));
}

Argument Command::pair(const std::string& name, std::vector<std::string>& values, const std::string& description) {
  return Argument(*app_->add_option(name, values, description)->expected(2));
}

/// (A plain vector option of CLI11 also swallows the arguments behind its value.)
Argument Command::repeatable(const std::string& name, std::vector<std::string>& values,
                             const std::string& description) {
  CLI::Option* option = app_->add_option(name, values, description);
  return Argument(*option->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
}

CommandParser::CommandParser(const std::string& summary, const std::string& name, const std::string& version,
                             const std::string& footer)
    : app_(std::make_unique<CLI::App>(summary, name)) {
  app_->set_version_flag("--version", version, "Print the version and exit");
  app_->require_subcommand(0, 1);  // with one required, an unknown command would only be called a missing one
  app_->get_formatter()->column_width(34);
  app_->footer(footer);
}

CommandParser::~CommandParser() = default;

Command CommandParser::add(const std::string& name, const std::string& summary, const std::string& footer,
                           std::function<void()> chosen) {
  CLI::App& command = *app_->add_subcommand(name, summary);
  command.footer(footer);
  command.callback(std::move(chosen));
  return Command(command);
}

/// --help and --version end the parsing like errors, and are none.
std::optional<CommandParser::Ending> CommandParser::parse(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& ending) {
    std::ostringstream output;
    std::ostringstream complaint;
    if (app_->exit(ending, output, complaint) == 0) return Ending{.is_error = false, .text = output.str()};
    return Ending{.is_error = true, .text = complaint.str()};
  }
}

}  // namespace chainrule
