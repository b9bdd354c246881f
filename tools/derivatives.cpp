#include <chainrule/engine/derivatives.hpp>
#include <chainrule/engine/gradient.hpp>
#include <chainrule/tools/derivatives.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace chainrule {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

class Differentiator {
 public:
  Differentiator(Sweep& sweep, const Expr& of, std::span<const Expr> wrt)
      : sweep_(sweep), graph_(sweep.graph()), of_(of), wrt_(wrt) {
    if (!of.shape().is_scalar())
      throw ShapeError(fmt::format("{} has shape {}: only a scalar has a gradient; sum it up first",
                                   shown(graph_, of.id()), to_text(of.shape())),
                       shown(graph_, of.id()));
  }

  Derivatives run(Mode mode, bool hessian) {
    Derivatives result;
    if (mode != Mode::sweep) build_gradient();
    sweep_.forward();
    switch (mode) {
      case Mode::reverse:
        read_gradient_graph(result);
        break;
      case Mode::forward:
        push_forward(result);
        break;
      case Mode::sweep:
        run_backward(result);
        break;
    }
    if (hessian) read_hessian(result);
    spread_nan(result);
    return result;
  }

 private:
  void build_gradient() {
    Gradient derivative = gradient(of_, wrt_);
    for (const Expr& node : wrt_) gradient_.push_back(derivative.of(node));
    value_ = derivative.value();
  }

  void read_gradient_graph(Derivatives& result) const {
    result.value = spread(values_of(value_), copies(of_));
    for (std::size_t i = 0; i < wrt_.size(); ++i)
      result.gradient.push_back(spread(values_of(gradient_[i]), count(wrt_[i])));
  }

  void push_forward(Derivatives& result) const {
    result.value = spread(values_of(value_), copies(of_));
    for (const Expr& node : wrt_) {
      DerivativeMatrix row = jacobian(sweep_, of_, node, JacobianBy::columns);
      result.gradient.push_back(spread(std::move(row.values), count(node)));
    }
  }

  void run_backward(Derivatives& result) const {
    sweep_.backward(of_, wrt_);
    result.value = spread(values_of(of_), copies(of_));
    for (const Expr& node : wrt_) {
      const std::span<const double> cotangents = sweep_.cotangents(node);
      result.gradient.push_back(spread({cotangents.begin(), cotangents.end()}, count(node)));
    }
  }

  void read_hessian(Derivatives& result) const {
    const Hessian second = hessian(sweep_, of_, wrt_);
    for (std::size_t i = 0; i < wrt_.size(); ++i) {
      result.hessian.emplace_back();
      for (std::size_t j = 0; j < wrt_.size(); ++j) result.hessian.back().push_back(second(i, j).values);
    }
  }

  void spread_nan(Derivatives& result) const {
    const auto poison = [&](std::vector<double>& numbers) {
      const std::size_t size = numbers.size() / result.value.size();
      for (std::size_t i = 0; i < numbers.size(); ++i)
        if (std::isnan(result.value[i / size])) numbers[i] = kNaN;
    };
    std::ranges::for_each(result.gradient, poison);
    for (auto& blocks : result.hessian) std::ranges::for_each(blocks, poison);
  }

  std::vector<double> values_of(const Expr& node) const {
    if (node.is_number()) return {node.number()};
    const std::span<const double> values = sweep_.values(node);
    return {values.begin(), values.end()};
  }

  /// Numbers that all examples share, repeated where each is to have its own.
  static std::vector<double> spread(std::vector<double> numbers, std::size_t wanted) {
    const std::size_t given = numbers.size();
    numbers.resize(wanted);
    for (std::size_t i = given; i < wanted; ++i) numbers[i] = numbers[i - given];
    return numbers;
  }

  std::size_t copies(const Expr& node) const { return node.per_example() ? sweep_.examples() : 1; }
  std::size_t count(const Expr& node) const { return node.shape().size() * std::max(copies(node), copies(of_)); }

  Sweep& sweep_;
  const Graph& graph_;
  Expr of_;
  Expr value_;
  std::span<const Expr> wrt_;
  std::vector<Expr> gradient_;
};

}  // namespace

Derivatives differentiate(Sweep& sweep, const Expr& of, std::span<const Expr> wrt, Mode mode, bool hessian) {
  return Differentiator(sweep, of, wrt).run(mode, hessian);
}

}  // namespace chainrule
