#include <chainrule/engine/base/error.hpp>
#include <chainrule/tools/inspector/line_input.hpp>

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace chainrule::inspector {

struct HeldSignals::Masks {
  sigset_t held{};
  sigset_t before{};
};

HeldSignals::HeldSignals() : masks_(std::make_unique<Masks>()) {
  sigemptyset(&masks_->held);
  sigaddset(&masks_->held, SIGINT);
  sigaddset(&masks_->held, SIGWINCH);
  pthread_sigmask(SIG_BLOCK, &masks_->held, &masks_->before);
  signals_ = signalfd(-1, &masks_->held, SFD_NONBLOCK | SFD_CLOEXEC);
}

HeldSignals::~HeldSignals() {
  while (take_interrupt()) {
  }
  if (signals_ >= 0) close(signals_);
  pthread_sigmask(SIG_SETMASK, &masks_->before, nullptr);
}

bool HeldSignals::take_interrupt() {
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  const timespec at_once{};
  return sigtimedwait(&interrupt, nullptr, &at_once) == SIGINT;
}

HeldSignals::Event HeldSignals::wait() {
  while (true) {
    pollfd sources[] = {{.fd = signals_, .events = POLLIN, .revents = 0},
                        {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0}};
    if (poll(sources, 2, -1) < 0 && errno != EINTR) return Event::input;
    signalfd_siginfo signal{};
    if ((sources[0].revents & POLLIN) != 0 && read(signals_, &signal, sizeof signal) == sizeof signal)
      return signal.ssi_signo == SIGINT ? Event::interrupt : Event::resize;
    if (sources[1].revents != 0) return Event::input;
  }
}

std::optional<std::size_t> terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

}  // namespace chainrule::inspector
