// Recorded sessions of a person at a terminal, through a pseudo-terminal.
#include "../program.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

/// The program at the other end of a terminal.
class Terminal {
 public:
  Terminal(const char* kind, std::vector<std::string> arguments, unsigned short columns = 80) {
    winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    arguments.insert(arguments.begin(), CHAINRULE_BINARY);
    std::vector<char*> list;
    for (std::string& argument : arguments) list.push_back(argument.data());
    list.push_back(nullptr);
    child_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
      ::setenv("TERM", kind, 1);
      ::setenv("LC_ALL", "C.UTF-8", 1);
      ::execv(list[0], list.data());
      ::_exit(127);
    }
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    ::close(terminal_);
  }

  void type(const std::string& keys) {
    REQUIRE(::write(terminal_, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
  }

  /// Waits until the text has appeared, and forgets what came before its end.
  bool sees(const std::string& text, std::chrono::seconds patience = std::chrono::seconds(20)) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
      if (const std::size_t place = seen_.find(text); place != std::string::npos) {
        seen_.erase(0, place + text.size());
        return true;
      }
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      pollfd source{.fd = terminal_, .events = POLLIN, .revents = 0};
      char bytes[4096];
      if (left.count() <= 0 || ::poll(&source, 1, static_cast<int>(left.count())) <= 0) break;
      const ssize_t count = ::read(terminal_, bytes, sizeof bytes);
      if (count <= 0) break;
      seen_.append(bytes, static_cast<std::size_t>(count));
    }
    return false;
  }

  void resize(unsigned short columns) {
    winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    REQUIRE(::ioctl(terminal_, TIOCSWINSZ, &size) == 0);
  }

  /// The exit status once it has ended; minus the signal that ended it.
  int status() {
    sees("never printed: reads up to the end");
    int status = 0;
    if (::waitpid(child_, &status, WNOHANG) == 0) {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      ::kill(child_, SIGKILL);  // unless it has ended by now
      REQUIRE(::waitpid(child_, &status, 0) == child_);
    }
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  int terminal_ = -1;
  pid_t child_ = 0;
  std::string seen_;
};

}  // namespace

TEST_CASE("a session at a terminal: steps, completion, history, repetition, errors, the end of input") {
  Terminal terminal("vt100", {"step", "lecture"});
  CHECK(terminal.sees("15 steps: 6 forward, 1 seed, 8 backward. Type help for the commands."));
  CHECK(terminal.sees("(step) "));
  terminal.type("unt\tz\n");
  CHECK(terminal.sees("[4/15 forward] z"));
  terminal.type("s\n");
  CHECK(terminal.sees("[5/15 forward] a"));
  terminal.type("\n");  // again
  CHECK(terminal.sees("[6/15 forward] L"));
  terminal.type("goto 9\n");
  CHECK(terminal.sees("dz: 0 -> -0.475021"));
  CHECK(terminal.sees("(1 of 1 contributions: final)  a - y = -0.475021  ok"));
  terminal.type("goto 16\n");
  CHECK(terminal.sees("there is no step 16"));
  terminal.type("print dw\t");  // two of them
  CHECK(terminal.sees("dw1  dw2"));
  terminal.type("1\n");
  CHECK(terminal.sees("dw1: not known yet"));
  terminal.type("\x1b[A\x1b[A\x1b[A\n");  // three lines up: goto 9
  CHECK(terminal.sees("[9/15 backward] z <- a"));
  CHECK(terminal.sees("(step) "));  // between two lines the terminal takes Ctrl-D for itself
  terminal.type("\x04");
  CHECK(terminal.status() == 0);
}

TEST_CASE("Ctrl-C gives up the line, not the session") {
  for (const char* kind : {"vt100", "dumb"}) {
    CAPTURE(kind);
    Terminal terminal(kind, {"step", "lecture"});
    CHECK(terminal.sees("(step) "));
    terminal.type("goto 1");
    terminal.type("\x03");
    terminal.sees("(step) ", std::chrono::seconds(2));  // a terminal may drop what is printed right at Ctrl-C
    terminal.type("step\n");
    CHECK(terminal.sees("[1/15 forward] t1"));
    terminal.type("quit\n");
    CHECK(terminal.status() == 0);
  }
}

TEST_CASE("Ctrl-C stops a long way where it has got to") {
  const testing::Folder folder;
  std::string graph = "param w = 1.0000001\nx0 = w\n";
  for (int i = 1; i <= 60'000; ++i) graph += fmt::format("x{} = x{}*w\n", i, i - 1);
  Terminal terminal("dumb", {"step", folder.file("chain.graph", graph + "loss x60000\n")});
  CHECK(terminal.sees("(step) "));
  std::string never = "break if |d| < 0";
  for (int i = 0; i < 150; ++i) never += " or |d| < 0";
  for (int i = 1; i <= 20; ++i) {  // all together they take their time, on the fastest machine too
    terminal.type(never + "\n");
    CHECK(terminal.sees(fmt::format("breakpoint {}", i)));
    CHECK(terminal.sees("(step) "));
  }
  // On a slow machine Ctrl-C may come before the command has begun; then it gives up the line, and one tries again.
  bool is_interrupted = false;
  for (int attempt = 1; attempt <= 5 && !is_interrupted; ++attempt) {
    terminal.type("continue\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(200 * attempt));
    terminal.type("\x03");
    is_interrupted = terminal.sees("interrupted", std::chrono::seconds(5));
  }
  CHECK(is_interrupted);
  CHECK(terminal.sees("(step) "));
  terminal.type("delete\n");
  terminal.type("continue\n");
  CHECK(terminal.sees("[180001/180001 backward]"));
  terminal.type("q\n");
  CHECK(terminal.status() == 0);
}

TEST_CASE("the window may change its size") {
  Terminal terminal("vt100", {"step", "lecture"});
  CHECK(terminal.sees("(step) "));
  terminal.resize(120);
  terminal.type("goto 9\n");
  CHECK(terminal.sees("contributions: final)     a - y"));
  CHECK(terminal.sees("(step) "));
  terminal.type("pri");
  terminal.resize(40);
  terminal.type("nt dz\n");
  CHECK(terminal.sees("dz = -0.47502081252106"));
  CHECK(terminal.sees("(step) "));  // between two lines the terminal takes Ctrl-D for itself
  terminal.type("\x04");
  CHECK(terminal.status() == 0);
}

TEST_CASE("a dumb terminal does") {
  Terminal terminal("dumb", {"step", "lecture"});
  CHECK(terminal.sees("(step) "));
  terminal.type("until z\n");
  CHECK(terminal.sees("[4/15 forward] z"));
  terminal.type("\n");
  CHECK(terminal.sees("[9/15 backward] z <- a"));
  terminal.resize(60);
  terminal.type("print σ\n");
  CHECK(terminal.sees("there is no node or cotangent \"σ\""));
  CHECK(terminal.sees("(step) "));  // between two lines the terminal takes Ctrl-D for itself
  terminal.type("\x04");
  CHECK(terminal.status() == 0);
}

TEST_CASE("names beyond ASCII are typed and completed") {
  Terminal terminal("vt100", {"step", "--expr", "σ1*σ1", "--set", "σ1=3"});
  CHECK(terminal.sees("(step) "));
  terminal.type("print σ\t\n");
  CHECK(terminal.sees("σ1 = 3"));
  terminal.type("quit\n");
  CHECK(terminal.status() == 0);
}
