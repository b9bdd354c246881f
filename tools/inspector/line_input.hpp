// Lines from a person at a terminal: with history and completion, and with Ctrl-C as an event instead of a death.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::inspector {

/// Ctrl-C, and the changes of the window's size, held back to be asked for. At most one at a time; while it lives,
/// these signals end nothing.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  /// Whether Ctrl-C was typed since the last time it was asked.
  bool take_interrupt();
  enum class Event { input, interrupt, resize };
  /// Waits for standard input or one of the signals.
  Event wait();

 private:
  struct Masks;
  std::unique_ptr<Masks> masks_;
  int signals_ = -1;
};

/// Reads lines after a prompt. On a terminal that can move its cursor they can be edited.
class LineInput {
 public:
  struct Line {
    enum class Kind { text, interrupted, end };
    Kind kind = Kind::text;
    std::string text;
  };
  using Completions = std::function<std::vector<std::string>(std::string_view)>;

  virtual ~LineInput() = default;
  virtual Line read() = 0;

  static std::unique_ptr<LineInput> make(const std::string& prompt, HeldSignals& signals, Completions completions);
};

/// The columns of the terminal, or nothing if it does not tell.
std::optional<std::size_t> terminal_columns();

}  // namespace chainrule::inspector
