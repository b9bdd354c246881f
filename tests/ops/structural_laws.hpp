// The laws that every structural op is held to, as functions of the op and of cases to try it on. A law gives the
// failure that it found, or nothing.
#pragma once

#include "cases.hpp"
#include "evaluation.hpp"
#include "laws.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>

#include <functional>

namespace chainrule::testing {

/// Makes a case for the op.
using Cases = std::function<Case(Random&)>;

/// Random numbers from -2 to 2 that keep a distance: no two tie for the largest.
inline Numbers distinct_numbers(Random& random, std::size_t size) {
  Numbers numbers;
  const double distance = 4 / static_cast<double>(size);
  for (std::size_t k = 0; k < size; ++k) {
    const double number = -2 + distance * (static_cast<double>(k) + random.between(0.2, 0.8));
    numbers.insert(numbers.begin() + static_cast<std::ptrdiff_t>(random.below(k + 1)), number);
  }
  return numbers;
}

/// An op applied to random numbers: on arrays, and on a graph of its own.
class Trial {
 public:
  Trial(const OpInfo& op, const Case& of, Random& random) : op_(op), case_(of) {
    std::size_t total = 0;
    for (const Shape& shape : of.shapes) total += shape.size();
    const Numbers distinct = distinct_numbers(random, total);  // those of different operands do not tie either
    auto next = distinct.begin();
    for (std::size_t i = 0; i < of.shapes.size(); ++i) {
      const auto end = next + static_cast<std::ptrdiff_t>(of.shapes[i].size());
      numbers_.emplace_back(next, end);
      next = end;
      if (i == 1 && of.index_end > of.index_start)
        for (double& number : numbers_[i]) number = whole(random);
    }
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      leaves_.push_back(graph_.parameter(fmt::format("x{}", i), of.shapes[i], numbers_[i]));
      if (of.shapes[i].size() == 0) leaves_[i] = graph_.constant(of.shapes[i], numbers_[i]);
    }
    out_ = graph_.apply(op, leaves_, case_.settings());
    for (std::size_t i = 0; i < out_.shape().size(); ++i) cotangent_.push_back(random.between(-1, 1));
  }

  const OpInfo& op() const { return op_; }
  const Shape& shape(std::size_t operand) const { return case_.shapes[operand]; }
  std::size_t arity() const { return numbers_.size(); }
  const Numbers& operand(std::size_t index) const { return numbers_[index]; }
  const Numbers& cotangent() const { return cotangent_; }
  Shape out_shape() const { return out_.shape(); }
  std::vector<Expr>& leaves() { return leaves_; }

  Numbers value(std::size_t moved, const Numbers& direction, double by) const {
    std::vector<Numbers> numbers = numbers_;
    for (std::size_t k = 0; k < direction.size(); ++k) numbers[moved][k] += by * direction[k];
    std::vector<ArrayView> in;
    for (std::size_t i = 0; i < numbers.size(); ++i) in.push_back({numbers[i].data(), &case_.shapes[i]});
    Numbers out(out_.shape().size());
    const Attributes attributes = case_.settings();
    const Shape shape = out_.shape();
    op_.kernel({.in = in, .out = out.data(), .shape = &shape, .attributes = &attributes});
    return out;
  }

  Numbers vjp(std::size_t operand) const { return rule(op_.vjp_array, operand, cotangent_, out_.shape()); }
  Numbers jvp(std::size_t operand, const Numbers& tangent) const {
    return rule(op_.jvp_array, operand, tangent, shape(operand));
  }

  Expr vjp_drawn(std::size_t operand) { return drawn(op_.vjp_expression, operand, cotangent_, out_.shape()); }
  Expr jvp_drawn(std::size_t operand, const Numbers& tangent) {
    return drawn(op_.jvp_expression, operand, tangent, shape(operand));
  }

  Failure failure(std::string_view what, double is, double should) const {
    std::string shapes;
    for (const Shape& each : case_.shapes) shapes += (shapes.empty() ? "" : ", ") + to_text(each);
    std::string attributes;
    for (const Integers& each : case_.attributes) attributes += " " + (each.given() ? list_text(each) : "-");
    return fmt::format("{}({}{}): {} is {}, should be {}", op_.name, shapes, attributes, what, is, should);
  }

 private:
  double whole(Random& random) const {
    const auto count = static_cast<std::size_t>(case_.index_end - case_.index_start);
    return static_cast<double>(case_.index_start + static_cast<std::int64_t>(random.below(count)));
  }
  template <class Rule> Numbers rule(Rule of, std::size_t operand, const Numbers& arriving, const Shape& shape) const {
    Arena arena;
    std::vector<Array> in;
    for (std::size_t i = 0; i < numbers_.size(); ++i) in.emplace_back(arena, case_.shapes[i], numbers_[i].data());
    const Numbers value = this->value(0, {}, 0);
    const Array out(arena, Shape(out_.shape()), value.data());
    const Array result = of(operand, Array(arena, shape, arriving.data()), in, out, case_.settings());
    return {result.values().begin(), result.values().end()};
  }
  template <class Rule> Expr drawn(Rule of, std::size_t operand, const Numbers& arriving, const Shape& shape) {
    return of(operand, graph_.constant(Shape(shape), arriving), leaves_, out_, case_.settings());
  }

  const OpInfo& op_;
  Case case_;
  Graph graph_;
  std::vector<Numbers> numbers_;
  std::vector<Expr> leaves_;
  Expr out_;
  Numbers cotangent_;
};

/// ⟨a, b⟩
inline double product(const Numbers& a, const Numbers& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

inline Numbers random_direction(Random& random, std::size_t size) {
  Numbers direction(size);
  for (double& number : direction) number = random.between(-1, 1);
  return direction;
}

constexpr double kStep = 1e-3;

/// Calls law(trial, operand, direction) for random cases and each differentiable operand, up to the first failure.
template <class Law> Failure for_each_trial(const OpInfo& op, const Cases& cases, std::size_t count, Law law) {
  Random random(11);
  for (std::size_t k = 0; k < count; ++k) {
    Trial trial(op, cases(random), random);
    for (std::size_t i = 0; i < trial.arity(); ++i) {
      if (!op.differentiable(i)) continue;
      const Numbers direction = random_direction(random, trial.shape(i).size());
      if (const Failure found = law(trial, i, direction)) return found;
    }
  }
  return std::nullopt;
}

/// ⟨vjp(cotangent), direction⟩ = ⟨cotangent, jvp(direction)⟩
inline Failure vjp_is_adjoint_to_jvp(const OpInfo& op, const Cases& cases) {
  return for_each_trial(op, cases, kSamples, [](Trial& trial, std::size_t i, const Numbers& direction) -> Failure {
    const Numbers back = trial.vjp(i), forth = trial.jvp(i, direction);
    if (back.size() != direction.size() || forth.size() != trial.cotangent().size())
      return trial.failure("size of vjp or jvp", static_cast<double>(back.size()),
                           static_cast<double>(direction.size()));
    const double a = product(back, direction), b = product(trial.cotangent(), forth);
    return near(a, b, 1e-12) ? std::nullopt
                             : trial.failure(fmt::format("vjp of operand {} along a direction", i), a, b);
  });
}

/// The jvp agrees with central differences of the kernel.
inline Failure jvp_is_the_derivative(const OpInfo& op, const Cases& cases) {
  return for_each_trial(op, cases, kSamples, [](Trial& trial, std::size_t i, const Numbers& direction) -> Failure {
    const double is = product(trial.cotangent(), trial.jvp(i, direction));
    const double slope =
        richardson([&](double by) { return product(trial.cotangent(), trial.value(i, direction, by)); }, kStep);
    return near(is, slope, 1e-8) ? std::nullopt : trial.failure(fmt::format("jvp of operand {}", i), is, slope);
  });
}

/// The rules run on expressions give graphs that evaluate to the bits of the rules run on arrays.
inline Failure drawn_rules_have_the_same_bits(const OpInfo& op, const Cases& cases) {
  return for_each_trial(op, cases, kSamples, [](Trial& trial, std::size_t i, const Numbers& direction) -> Failure {
    const Numbers vjp = trial.vjp(i), jvp = trial.jvp(i, direction);
    const Expr vjp_drawn = trial.vjp_drawn(i), jvp_drawn = trial.jvp_drawn(i, direction);
    if (vjp_drawn.shape() != trial.shape(i) || jvp_drawn.shape() != trial.out_shape())
      return trial.failure("rank of a drawn vjp or jvp", static_cast<double>(vjp_drawn.shape().rank()),
                           static_cast<double>(trial.shape(i).rank()));
    const Numbers drawn_vjp = evaluate(vjp_drawn, {}), drawn_jvp = evaluate(jvp_drawn, {});
    for (std::size_t k = 0; k < vjp.size(); ++k)
      if (!same(vjp[k], drawn_vjp[k])) return trial.failure("vjp as an expression", drawn_vjp[k], vjp[k]);
    for (std::size_t k = 0; k < jvp.size(); ++k)
      if (!same(jvp[k], drawn_jvp[k])) return trial.failure("jvp as an expression", drawn_jvp[k], jvp[k]);
    return std::nullopt;
  });
}

/// The derivatives of the vjp's graph, and of the jvp's, by each operand agree with central differences.
inline Failure rules_have_derivatives(const OpInfo& op, const Cases& cases) {
  return for_each_trial(op, cases, kSamples, [&](Trial& trial, std::size_t i, const Numbers& direction) -> Failure {
    const auto weighted = [&](const Expr& drawn, const Numbers& weights) {
      return sum(drawn * drawn.graph()->constant(Shape(drawn.shape()), weights));
    };
    Random random(12);
    for (const Expr& loss :
         {weighted(trial.vjp_drawn(i), direction), weighted(trial.jvp_drawn(i, direction), trial.cotangent())}) {
      for (std::size_t j = 0; j < trial.arity(); ++j) {
        const Expr leaf = trial.leaves()[j];
        if (!op.differentiable(j) || trial.operand(j).empty()) continue;
        const Numbers along = random_direction(random, trial.operand(j).size());
        const double is = product(evaluate(gradient(loss, std::span(&leaf, 1)).of(leaf), {}), along);
        const double slope = richardson(
            [&](double by) {
              Numbers moved = trial.operand(j);
              for (std::size_t k = 0; k < moved.size(); ++k) moved[k] += by * along[k];
              return evaluate(loss, {{leaf.id(), moved}})[0];
            },
            kStep);
        if (!near(is, slope, 1e-7))
          return trial.failure(fmt::format("second derivative by operands {} and {}", i, j), is, slope);
      }
    }
    return std::nullopt;
  });
}

/// A NaN among the operands reaches the value, unless the value does not depend on it.
inline Failure kernels_keep_nan(const OpInfo& op, const Cases& cases) {
  return for_each_trial(op, cases, kSamples, [](Trial& trial, std::size_t i, const Numbers& direction) -> Failure {
    if (direction.empty()) return std::nullopt;
    Numbers first(direction.size(), 0), nan(direction.size(), 0);
    first[0] = 1;
    nan[0] = std::numeric_limits<double>::quiet_NaN();
    const Numbers slope = trial.jvp(i, first), value = trial.value(i, nan, 1);
    for (std::size_t k = 0; k < value.size(); ++k)
      if (slope[k] != 0 && !std::isnan(value[k]))
        return trial.failure("value with a NaN among the operands", value[k], nan[0]);
    return std::nullopt;
  });
}

/// All laws of a structural op; the first failure.
inline Failure structural_laws(const OpInfo& op, const Cases& cases) {
  for (const auto law : {vjp_is_adjoint_to_jvp, jvp_is_the_derivative, drawn_rules_have_the_same_bits,
                         rules_have_derivatives, kernels_keep_nan})
    if (const Failure found = law(op, cases)) return found;
  return std::nullopt;
}

}  // namespace chainrule::testing
