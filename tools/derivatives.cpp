#include <chainrule/engine/gradient.hpp>
#include <chainrule/tools/derivatives.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace chainrule {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

class Differentiator {
 public:
  Differentiator(Sweep& sweep, const Expr& of, std::span<const Expr> wrt)
      : sweep_(sweep), graph_(*of.graph()), of_(of), wrt_(wrt) {
    if (!of.shape().is_scalar())
      throw ShapeError(fmt::format("{} has shape {}: only a scalar has a gradient; sum it up first",
                                   shown(graph_, of.id()), to_text(of.shape())),
                       shown(graph_, of.id()));
  }

  Derivatives run(Mode mode, bool hessian) {
    Derivatives result;
    if (mode == Mode::reverse || hessian) build_gradient();
    if (hessian) build_rows();
    sweep_.forward();
    if (mode == Mode::reverse)
      read_gradient_graph(result);
    else
      run_backward(result);
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

  /// For each node one expression per element of its gradient: a row of the Hessian is its gradient in turn.
  void build_rows() {
    for (std::size_t i = 0; i < wrt_.size(); ++i) {
      if (wrt_[i].per_example() && !of_.per_example() && sweep_.examples() > 1)
        throw GraphError(
            fmt::format("no second derivatives by {}: it differs per example, while {} is one number for all",
                        shown(graph_, wrt_[i].id()), shown(graph_, of_.id())),
            shown(graph_, wrt_[i].id()));
      rows_.emplace_back();
      const std::size_t size = wrt_[i].shape().size();
      for (std::size_t element = 0; element < size; ++element)
        rows_.back().push_back(element_of(gradient_[i], element));
    }
  }

  Expr element_of(const Expr& tensor, std::size_t element) const {
    if (tensor.shape().is_scalar()) return tensor;
    std::vector<double> mask(tensor.shape().size(), 0.0);
    mask[element] = 1;
    const Algebra& algebra = graph_.ops().algebra;
    const Expr masked = algebra.gate(graph_.constant(Shape(tensor.shape()), mask), tensor);
    return algebra.sum_to(masked, Shape());
  }

  void read_gradient_graph(Derivatives& result) const {
    result.value = spread(values_of(value_), copies(of_));
    for (std::size_t i = 0; i < wrt_.size(); ++i)
      result.gradient.push_back(spread(values_of(gradient_[i]), count(wrt_[i])));
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
    const std::size_t examples = copies(of_);
    for (const std::vector<Expr>& rows : rows_) {
      std::vector<std::vector<double>>& blocks = result.hessian.emplace_back();
      for (const Expr& node : wrt_) blocks.emplace_back(examples * rows.size() * node.shape().size(), 0.0);
      for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows[row].is_number()) continue;
        sweep_.backward(rows[row], wrt_);
        for (std::size_t j = 0; j < wrt_.size(); ++j) put_row(blocks[j], row, rows.size(), wrt_[j]);
      }
    }
  }

  void put_row(std::vector<double>& block, std::size_t row, std::size_t rows, const Expr& node) const {
    const std::size_t examples = copies(of_);
    const std::size_t size = node.shape().size();
    const std::span<const double> cotangents = sweep_.cotangents(node);
    const std::vector<double> all = spread({cotangents.begin(), cotangents.end()}, examples * size);
    for (std::size_t example = 0; example < examples; ++example)
      std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(example * size), size,
                  block.begin() + static_cast<std::ptrdiff_t>((example * rows + row) * size));
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
  Graph& graph_;
  Expr of_;
  Expr value_;
  std::span<const Expr> wrt_;
  std::vector<Expr> gradient_;
  std::vector<std::vector<Expr>> rows_;
};

}  // namespace

Derivatives differentiate(Sweep& sweep, const Expr& of, std::span<const Expr> wrt, Mode mode, bool hessian) {
  return Differentiator(sweep, of, wrt).run(mode, hessian);
}

}  // namespace chainrule
