#include <chainrule/tools/inspector/line_input.hpp>
#include <chainrule/tools/text/terminal.hpp>

#include <fmt/format.h>
#include <histedit.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <unistd.h>
#include <utility>

namespace chainrule::inspector {

namespace {

/// A terminal that cannot move its cursor, with its own line discipline.
class PlainLines final : public LineInput {
 public:
  PlainLines(std::string prompt, HeldSignals& signals) : prompt_(std::move(prompt)), signals_(signals) {}

  Line read() override {
    print(prompt_);
    while (true) {
      if (const std::size_t end = pending_.find('\n'); end != std::string::npos) {
        std::string text = pending_.substr(0, end);
        pending_.erase(0, end + 1);
        return {.kind = Line::Kind::text, .text = std::move(text)};
      }
      switch (signals_.wait()) {
        case HeldSignals::Event::interrupt:
          pending_.clear();
          return {.kind = Line::Kind::interrupted, .text = {}};
        case HeldSignals::Event::resize:
          continue;
        case HeldSignals::Event::input:
          break;
      }
      char bytes[4096];
      const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return last();
      pending_.append(bytes, static_cast<std::size_t>(count));
    }
  }

 private:
  /// The rest before the end of the input without a line end.
  Line last() {
    if (pending_.empty()) return {.kind = Line::Kind::end, .text = {}};
    return {.kind = Line::Kind::text, .text = std::exchange(pending_, {})};
  }

  std::string prompt_;
  HeldSignals& signals_;
  std::string pending_;
};

/// The longest text with which all words begin.
std::string common_beginning(const std::vector<std::string>& words) {
  std::string common = words[0];
  for (const std::string& word : words)
    common.resize(static_cast<std::size_t>(std::ranges::mismatch(common, word).in1 - common.begin()));
  return common;
}

/// libedit's line editor, with its history.
class EditedLines final : public LineInput {
 public:
  EditedLines(std::string prompt, HeldSignals& signals, Completions completions)
      : prompt_(std::move(prompt)), signals_(signals), completions_(std::move(completions)) {
    std::setlocale(LC_CTYPE, "");  // libedit reads characters, not bytes
    editor_ = el_init("chainrule", stdin, stdout, stderr);
    history_ = history_init();
    if (editor_ == nullptr || history_ == nullptr) throw std::bad_alloc();
    HistEvent event;
    history(history_, &event, H_SETSIZE, 1000);
    history(history_, &event, H_SETUNIQUE, 1);
    el_set(editor_, EL_CLIENTDATA, this);
    el_set(editor_, EL_PROMPT, &EditedLines::prompt);
    el_set(editor_, EL_EDITOR, "emacs");
    el_set(editor_, EL_HIST, history, history_);
    el_set(editor_, EL_GETCFN, &EditedLines::character);
    el_set(editor_, EL_ADDFN, "complete", "Complete the word", &EditedLines::complete);
    el_set(editor_, EL_BIND, "^I", "complete", nullptr);
    el_set(editor_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  }
  ~EditedLines() override {
    history_end(history_);
    el_end(editor_);
  }

  Line read() override {
    is_interrupted_ = false;
    el_set(editor_, EL_PREP_TERM, 1);  // before the prompt, so that what is typed at it is not taken by the terminal
    int count = 0;
    const char* const text = el_gets(editor_, &count);
    if (is_interrupted_) {
      el_reset(editor_);
      print("^C\n");
      return {.kind = Line::Kind::interrupted, .text = {}};
    }
    if (text == nullptr || count <= 0) return {.kind = Line::Kind::end, .text = {}};
    std::string line(text, static_cast<std::size_t>(count));
    if (line.ends_with('\n')) line.pop_back();
    if (line.find_first_not_of(" \t") != std::string::npos) {
      HistEvent event;
      history(history_, &event, H_ENTER, line.c_str());
    }
    return {.kind = Line::Kind::text, .text = std::move(line)};
  }

 private:
  static EditedLines& self(EditLine* editor) {
    void* data = nullptr;
    el_get(editor, EL_CLIENTDATA, &data);
    return *static_cast<EditedLines*>(data);
  }

  static char* prompt(EditLine* editor) { return self(editor).prompt_.data(); }

  /// One character, or −1 to end the line unread.
  static int character(EditLine* editor, wchar_t* result) {
    EditedLines& lines = self(editor);
    std::mbstate_t state{};
    while (true) {
      switch (lines.signals_.wait()) {
        case HeldSignals::Event::interrupt:
          lines.is_interrupted_ = true;
          return -1;
        case HeldSignals::Event::resize:
          el_resize(editor);
          continue;
        case HeldSignals::Event::input:
          break;
      }
      char byte = 0;
      const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return static_cast<int>(count);
      const std::size_t used = std::mbrtowc(result, &byte, 1, &state);
      if (used == static_cast<std::size_t>(-2)) continue;  // more bytes of the character are to come
      if (used == static_cast<std::size_t>(-1)) {
        state = {};
        continue;  // no character of this locale
      }
      return 1;
    }
  }

  static unsigned char complete(EditLine* editor, int) {
    EditedLines& lines = self(editor);
    const LineInfo* const info = el_line(editor);
    const std::string_view typed(info->buffer, static_cast<std::size_t>(info->cursor - info->buffer));
    const std::vector<std::string> words = lines.completions_(typed);
    if (words.empty()) return CC_REFRESH_BEEP;
    const std::size_t blank = typed.find_last_of(" \t");
    const std::size_t begun = typed.size() - (blank == std::string_view::npos ? 0 : blank + 1);
    std::string rest = common_beginning(words).substr(begun);
    if (words.size() == 1 && !words[0].ends_with('=')) rest += ' ';
    if (!rest.empty()) return el_insertstr(editor, rest.c_str()) == 0 ? CC_REFRESH : CC_REFRESH_BEEP;
    show(words);
    return CC_REDISPLAY;
  }

  /// The words in as many lines as they need, up to a screen.
  static void show(const std::vector<std::string>& words) {
    constexpr std::size_t kMost = 100;
    const std::size_t width = terminal_columns().value_or(80);
    std::string text = "\n";
    std::size_t column = 0;
    for (std::size_t i = 0; i < std::min(words.size(), kMost); ++i) {
      if (column > 0 && column + words[i].size() + 2 > width) {
        text += '\n';
        column = 0;
      }
      text += words[i] + "  ";
      column += words[i].size() + 2;
    }
    if (words.size() > kMost) text += fmt::format("... and {} more", words.size() - kMost);
    std::fputs((terminal_text(text) + '\n').c_str(), stdout);  // an exception must not pass through libedit
    std::fflush(stdout);
  }

  std::string prompt_;
  HeldSignals& signals_;
  Completions completions_;
  EditLine* editor_ = nullptr;
  History* history_ = nullptr;
  bool is_interrupted_ = false;
};

bool can_edit() {
  const char* const terminal = std::getenv("TERM");
  return terminal != nullptr && *terminal != '\0' && std::string_view(terminal) != "dumb";
}

}  // namespace

std::unique_ptr<LineInput> LineInput::make(const std::string& prompt, HeldSignals& signals, Completions completions) {
  if (!can_edit()) return std::make_unique<PlainLines>(prompt, signals);
  return std::make_unique<EditedLines>(prompt, signals, std::move(completions));
}

}  // namespace chainrule::inspector
