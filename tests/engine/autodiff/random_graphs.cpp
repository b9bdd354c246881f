#include "../../support/bits.hpp"
#include "../../support/random_graph.hpp"
#include "../../support/sanitizers.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/jacobian.hpp>
#include <chainrule/engine/autodiff/jvp.hpp>
#include <chainrule/engine/autodiff/tangents.hpp>
#include <chainrule/graphs/text/text_writer.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <bit>
#include <cstdlib>
#include <optional>

namespace chainrule {
namespace {

using testing::Kind;
using testing::RandomGraph;
using List = std::vector<double>;

/// How many graphs of each kind: CHAINRULE_RANDOM_GRAPHS if it is set.
std::size_t graphs_wanted() {
  if (const char* said = std::getenv("CHAINRULE_RANDOM_GRAPHS")) return std::strtoull(said, nullptr, 10);
  return testing::kIsSanitized ? 2000 : 60000;
}

double largest(std::span<const double> numbers) {
  double size = 0;
  for (const double number : numbers) size = std::max(size, std::abs(number));
  return size;
}

List list(std::span<const double> numbers) { return {numbers.begin(), numbers.end()}; }

/// Compares the ways of differentiating one graph. A failure is told in words.
class Comparison {
 public:
  explicit Comparison(RandomGraph& random) : random_(random), sweep_(random.sweep()), wrt_(random.leaves()) {
    for (const Expr& leaf : wrt_) direction_.push_back(random_.numbers(leaf.shape().size()));
  }

  std::optional<std::string> failure(bool second_order) {
    sweep_backward();
    build_gradient_graph();
    if (const auto found = compare_gradients()) return found;
    if (const auto found = compare_tangents()) return found;
    return second_order ? compare_second_order() : std::nullopt;
  }
  bool is_compared() const { return is_compared_; }

 private:
  using Failure = std::optional<std::string>;

  void sweep_backward() {
    sweep_.backward(random_.loss(), wrt_);
    for (const Expr& leaf : wrt_) swept_.push_back(list(sweep_.cotangents(leaf)));
    for (NodeId id = 0; id <= random_.loss().id(); ++id)
      if (sweep_.has_cotangent(id)) scale_ = std::max(scale_, largest(sweep_.cotangent_of(id)));
    is_compared_ = std::isfinite(scale_) && scale_ < 1e6;
  }

  void build_gradient_graph() {
    Gradient derivative = gradient(random_.loss(), wrt_);
    for (const Expr& leaf : wrt_) cotangents_.push_back(derivative.of(leaf));
    const auto tangents = tangent_nodes();
    tangent_ = jvp(random_.loss(), wrt_, tangents);
    sweep_.forward();
  }

  /// The direction as constants of the graph.
  std::vector<Expr> tangent_nodes() {
    std::vector<Expr> nodes;
    for (std::size_t i = 0; i < wrt_.size(); ++i)
      nodes.push_back(random_.graph().constant(Shape(wrt_[i].shape()), direction_[i]));
    return nodes;
  }

  List numbers_of(const Expr& node, std::size_t count) const {
    const List given = node.is_number() ? List{node.number()} : list(sweep_.values(node));
    List all(count);
    for (std::size_t k = 0; k < count && !given.empty(); ++k) all[k] = given[k % given.size()];
    return all;
  }

  Failure compare(const char* what, const List& is, const List& should, double scale) const {
    if (!is_compared_) return std::nullopt;
    for (std::size_t k = 0; k < should.size(); ++k)
      if (!(std::abs(is[k] - should[k]) <= 1e-10 * (scale + std::abs(should[k]))))
        return fmt::format("{}: {} instead of {}", what, is[k], should[k]);
    return std::nullopt;
  }

  Failure compare_gradients() {
    for (std::size_t i = 0; i < wrt_.size(); ++i)
      if (const auto found = compare("gradient graph", numbers_of(cotangents_[i], swept_[i].size()), swept_[i], scale_))
        return found;
    sweep_.backward(random_.loss(), wrt_);
    for (std::size_t i = 0; i < wrt_.size(); ++i)
      if (!testing::same_bits(list(sweep_.cotangents(wrt_[i])), swept_[i])) return "a second sweep gives other bits";
    return std::nullopt;
  }

  /// The loss's change along the direction, by the gradient: the sum over all leaves, example by example.
  List along_direction() const {
    List sum(sweep_.values(random_.loss()).size());
    for (std::size_t i = 0; i < wrt_.size(); ++i)
      for (std::size_t k = 0; k < swept_[i].size(); ++k) {
        const std::size_t example = sum.size() == 1 ? 0 : k / direction_[i].size();
        sum[example] += swept_[i][k] * direction_[i][k % direction_[i].size()];
      }
    return sum;
  }

  Failure compare_tangents() {
    Tangents tangents(sweep_, std::span(&random_.loss(), 1));
    for (std::size_t i = 0; i < wrt_.size(); ++i) tangents.set(wrt_[i], direction_[i]);
    tangents.forward();
    const List moved = list(tangents.of(random_.loss()));
    const double scale = scale_ * (1 + largest(moved)) * 10;
    if (const auto found = compare("forward mode", moved, along_direction(), scale)) return found;
    if (const auto found = compare("forward mode as graph", numbers_of(tangent_, moved.size()), moved, scale))
      return found;
    tangents.forward();
    if (!testing::same_bits(list(tangents.of(random_.loss())), moved)) return "a second forward pass gives other bits";
    return std::nullopt;
  }

  /// Forward over reverse against reverse over reverse: ⟨u, Hv⟩ = ⟨Hᵀu, v⟩. H is not symmetric where an operand that is
  /// not differentiated, such as a label, depends on a leaf.
  Failure compare_second_order() {
    if (sweep_.examples() > 1) return std::nullopt;
    const auto products = hvp(sweep_, random_.loss(), wrt_, direction_);
    Expr weighed = 0;
    double is = 0, should = 0;
    for (std::size_t i = 0; i < wrt_.size(); ++i) {
      const List weights = random_.numbers(products[i].size());
      for (std::size_t k = 0; k < weights.size(); ++k) is += weights[k] * products[i][k];
      if (cotangents_[i].is_number()) continue;
      const Expr share = cotangents_[i] * random_.graph().constant(Shape(wrt_[i].shape()), weights);
      weighed = weighed + (share.shape().is_scalar() ? share : sum(share));
    }
    if (weighed.is_number()) return std::nullopt;
    if (weighed.per_example()) weighed = sum_over_examples(weighed);  // of one example
    sweep_.backward(weighed, wrt_);
    for (NodeId id = 0; id <= weighed.id(); ++id)
      if (sweep_.has_cotangent(id)) scale_ = std::max(scale_, largest(sweep_.cotangent_of(id)));
    if (!(scale_ < 1e8)) return std::nullopt;
    for (std::size_t i = 0; i < wrt_.size(); ++i)
      for (std::size_t k = 0; k < direction_[i].size(); ++k) should += direction_[i][k] * sweep_.cotangents(wrt_[i])[k];
    return compare("Hessian times vector", {is}, {should}, 100 * scale_);
  }

  RandomGraph& random_;
  Sweep& sweep_;
  std::vector<Expr> wrt_, cotangents_;
  std::vector<List> direction_, swept_;
  Expr tangent_;
  double scale_ = 1;
  bool is_compared_ = false;
};

void compare_random_graphs(Kind kind) {
  const std::size_t wanted = graphs_wanted();
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= wanted; ++seed) {
    RandomGraph random(seed, kind);
    if (!random.is_tame()) continue;
    const std::string text = write_text(random.graph());
    Comparison comparison(random);
    const auto failure = comparison.failure(seed % 8 == 0);
    if (comparison.is_compared()) ++compared;
    if (failure)
      FAIL("seed " << seed << ", " << random.sweep().examples() << " examples: " << *failure << "\n" << text);
  }
  CHECK(10 * compared >= 9 * wanted);
}

TEST_CASE("on random graphs of scalars, sweep, gradient graph and forward mode agree, every time to the same bits") {
  compare_random_graphs(Kind::scalars);
}

TEST_CASE("on random graphs of tensors over examples they agree too") { compare_random_graphs(Kind::tensors); }

}  // namespace
}  // namespace chainrule
