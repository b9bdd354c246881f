#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace chainrule {
namespace {

constexpr double kInfinity = INFINITY;

TEST_CASE("sigmoid and softplus are stable at a thousand either way") {
  CHECK(Sigmoid::value(1000.0) == 1);
  CHECK(Sigmoid::value(-1000.0) == 0);
  CHECK(Sigmoid::value(-740.0) > 0);  // e^z is not lost where e^-z would overflow
  CHECK(Softplus::value(1000.0) == 1000);
  CHECK(Softplus::value(-1000.0) == 0);
  CHECK(Softplus::value(-700.0) == doctest::Approx(std::exp(-700.0)).epsilon(1e-15));
  CHECK(Sigmoid::value(kInfinity) == 1);
  CHECK(Softplus::value(-kInfinity) == 0);
}

bool is_close(double number, double exact) {
  return number == exact || std::fabs(number - exact) <= 4e-16 * std::fabs(exact);
}

struct LossWithLogit {
  double z, y, loss, dz;
};

TEST_CASE("log_loss_with_logit has the right loss and slope however large the logit") {
  for (const auto& [z, y, loss, dz] : {LossWithLogit{40, 0, 40, 1},
                                       {-800, 1, 800, -1},
                                       {-kInfinity, 0, 0, 0},
                                       {kInfinity, 0, kInfinity, 1},
                                       {37, 1, 8.533047625744066e-17, -8.533047625744066e-17},
                                       {710, 1, 4.47628622567513e-309, -4.47628622567513e-309}}) {
    const double in[] = {z, y};
    CHECK(is_close(LogLossWithLogit::value(z, y), loss));
    CHECK(is_close(partial_at<LogLossWithLogit, 0>(in, loss), dz));
  }
}

TEST_CASE("log_loss is 0 for a certain prediction that is right, infinite for one that is wrong") {
  CHECK(LogLoss::value(1.0, 1.0) == 0);
  CHECK(LogLoss::value(0.0, 0.0) == 0);
  CHECK(LogLoss::value(0.0, 1.0) == kInfinity);
  CHECK(LogLoss::value(1.0, 0.0) == kInfinity);
}

}  // namespace
}  // namespace chainrule
