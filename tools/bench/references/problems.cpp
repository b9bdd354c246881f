#include <chainrule/tools/bench/references/problems.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace chainrule::references {

Numbers Random::normals(std::size_t count, double deviation) {
  Numbers numbers(count);
  for (double& number : numbers) number = deviation * normal();
  return numbers;
}

LogisticProblem::LogisticProblem(std::size_t m, std::size_t d) : examples(m), features(d) {
  Random random(m + d);
  x = random.normals(m * d);
  w = random.normals(d, 1 / std::sqrt(static_cast<double>(d)));
  for (std::size_t i = 0; i < m; ++i) y.push_back(random.uniform(0, 1) < 0.5 ? 0 : 1);
}

std::string LogisticProblem::name(std::size_t examples, std::size_t features) {
  return fmt::format("logistic/{}x{}", examples, features);
}

MlpProblem::MlpProblem(std::vector<std::int64_t> widths, std::size_t m) : sizes(std::move(widths)), examples(m) {
  Random random(m);
  x.resize(m * width(0));
  for (double& pixel : x) pixel = random.uniform(0, 1);
  for (std::size_t i = 0; i < m; ++i) y.push_back(std::floor(random.uniform(0, static_cast<double>(sizes.back()))));
  for (std::size_t layer = 1; layer < sizes.size(); ++layer) {
    const double deviation = std::sqrt(2 / static_cast<double>(sizes[layer - 1]));
    W.push_back(random.normals(width(layer - 1) * width(layer), deviation));
    b.push_back(random.normals(width(layer), 0.1));
  }
}

std::string MlpProblem::name(std::span<const std::int64_t> sizes) {
  return fmt::format("mlp/{}", fmt::join(sizes, "_"));
}

MixtureProblem::MixtureProblem(std::size_t d, std::size_t k, std::size_t n)
    : dimensions(d), components(k), examples(n) {
  Random random(d + k + n);
  alphas = random.normals(k);
  means = random.normals(k * d);
  icf = random.normals(k * d * (d + 1) / 2, 0.5);
  x = random.normals(n * d);
}

std::string MixtureProblem::name(std::size_t dimensions, std::size_t components, std::size_t examples) {
  return fmt::format("gmm/d{}_k{}_n{}", dimensions, components, examples);
}

CharactersProblem::CharactersProblem(std::size_t l, std::size_t c, std::size_t b) : layers(l), characters(c), width(b) {
  Random random(l + c + b);
  const auto fill = [&](Numbers& numbers, std::size_t count) {
    numbers.resize(count);
    for (double& number : numbers) number = random.uniform(0, 1);
  };
  fill(main_params, 8 * l * b);
  fill(extra_params, 3 * b);
  fill(state, 2 * l * b);
  fill(sequence, c * b);
  for (double& bit : sequence) bit = std::round(bit);
}

std::string CharactersProblem::name(std::size_t layers, std::size_t characters) {
  return fmt::format("lstm/l{}_c{}", layers, characters);
}

}  // namespace chainrule::references
