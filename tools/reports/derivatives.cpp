#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/jacobian.hpp>
#include <chainrule/engine/graph/node_name.hpp>
#include <chainrule/tools/reports/derivatives.hpp>
#include <chainrule/tools/reports/run_options.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chainrule {
namespace {

class Differentiator {
 public:
  Differentiator(Sweep& sweep, const Expr& of, std::span<const Expr> wrt)
      : sweep_(sweep), graph_(sweep.graph()), of_(of), wrt_(wrt) {
    if (!of.shape().is_scalar())
      throw ShapeError(fmt::format("{} has shape {}: only a scalar has a gradient; sum it up first",
                                   node_name(graph_, of.id()), to_text(of.shape())),
                       node_name(graph_, of.id()));
  }

  Derivatives run(Mode mode, bool hessian) {
    Derivatives result;
    switch (mode) {
      case Mode::reverse:
        run_program(result);
        break;
      case Mode::forward:
        push_forward(result);
        break;
      case Mode::sweep:
        run_backward(result);
        break;
    }
    if (hessian) read_hessian(result);
    return result;
  }

 private:
  void run_program(Derivatives& result) const {
    const Program program = gradient_program(of_, wrt_);
    Run run(program, run_options(sweep_.examples(), all_threads()));
    for (std::size_t leaf = 0; leaf < program.leaves().size(); ++leaf) {
      const Program::Leaf& described = program.leaves()[leaf];
      const std::span<const double> values = sweep_.primal_of(described.original);
      if (described.role == Role::input)
        run.bind(leaf, values);
      else
        run.set(leaf, values);
    }
    run();
    result.value = spread(list(run.values(0)), copies(of_));
    for (std::size_t i = 0; i < wrt_.size(); ++i)
      result.gradient.push_back(spread(list(run.values(i + 1)), count(wrt_[i])));
  }

  void push_forward(Derivatives& result) const {
    const Expr value = gradient(of_, wrt_).value();
    sweep_.forward();
    result.value = spread(values_of(value), copies(of_));
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

  std::vector<double> values_of(const Expr& node) const {
    if (node.is_number()) return {node.number()};
    return list(sweep_.values(node));
  }
  static std::vector<double> list(std::span<const double> numbers) { return {numbers.begin(), numbers.end()}; }

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
  std::span<const Expr> wrt_;
};

}  // namespace

Program gradient_program(const Expr& of, std::span<const Expr> wrt) {
  Gradient derivative = gradient(of, wrt);
  std::vector<Output> outputs{{"value", derivative.value()}};
  for (std::size_t i = 0; i < wrt.size(); ++i)
    outputs.push_back({fmt::format("derivative {}", i + 1), derivative.of(wrt[i])});
  return compile(outputs);
}

Derivatives differentiate(Sweep& sweep, const Expr& of, std::span<const Expr> wrt, Mode mode, bool hessian) {
  return Differentiator(sweep, of, wrt).run(mode, hessian);
}

}  // namespace chainrule
