// ADBench's inputs and results, as its files have them, and its rule of how near a result must come.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace chainrule::testing {

inline std::string adbench_file(const std::string& name) {
  return std::string(CHAINRULE_SOURCE_DIR) + "/tests/graphs/adbench/" + name;
}

/// The numbers of a text file, one after another.
class AdbenchNumbers {
 public:
  explicit AdbenchNumbers(const std::string& name) : file_(adbench_file(name + ".input")) {}
  double next() {
    double number = 0;
    file_ >> number;
    REQUIRE(!file_.fail());
    return number;
  }
  std::int64_t whole() { return static_cast<std::int64_t>(next()); }
  std::vector<double> next(std::int64_t count) {
    std::vector<double> numbers(static_cast<std::size_t>(count));
    for (double& number : numbers) number = next();
    return numbers;
  }

 private:
  std::ifstream file_;
};

struct AdbenchMixture {
  explicit AdbenchMixture(const std::string& name) {
    AdbenchNumbers numbers(name);
    d = numbers.whole(), k = numbers.whole(), n = numbers.whole();
    alphas = numbers.next(k), means = numbers.next(k * d), icf = numbers.next(k * d * (d + 1) / 2);
    x = numbers.next(n * d);
    gamma = numbers.next(), m = numbers.whole();
  }
  std::int64_t d, k, n, m;
  double gamma;
  std::vector<double> alphas, means, icf, x;
};

struct AdbenchCharacters {
  explicit AdbenchCharacters(const std::string& name) {
    AdbenchNumbers numbers(name);
    layers = numbers.whole(), characters = numbers.whole(), width = numbers.whole();
    main_params = numbers.next(8 * layers * width), extra_params = numbers.next(3 * width);
    state = numbers.next(2 * layers * width), sequence = numbers.next(characters * width);
  }
  std::int64_t layers, characters, width;
  std::vector<double> main_params, extra_params, state, sequence;
};

/// The exact results, rounded to double.
struct AdbenchResult {
  explicit AdbenchResult(const std::string& name) {
    std::ifstream file(adbench_file(name + ".ref.json"));
    const auto json = nlohmann::json::parse(file);
    objective = number(json.at("objective"));
    for (const auto& item : json.at("gradient")) gradient.push_back(number(item));
  }
  double objective;
  std::vector<double> gradient;

 private:
  static double number(const nlohmann::json& text) { return std::strtod(text.get<std::string>().c_str(), nullptr); }
};

/// ADBench's measure: |x - y| / max(1, |x| + |y|).
inline double adbench_distance(double x, double y) {
  const double distance = std::abs(x - y) / std::max(1.0, std::abs(x) + std::abs(y));
  return std::isnan(distance) ? INFINITY : distance;
}

/// The largest distance; infinite if they are not as many.
inline double adbench_distance(std::span<const double> x, std::span<const double> y) {
  double largest = x.size() == y.size() ? 0 : INFINITY;
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
    largest = std::max(largest, adbench_distance(x[i], y[i]));
  return largest;
}

}  // namespace chainrule::testing
