// The part that runs a plan, whatever the precision.
#pragma once

#include <chainrule/engine/graph/outputs.hpp>
#include <chainrule/engine/program/data/dataset.hpp>
#include <chainrule/engine/program/data/leaf.hpp>
#include <chainrule/engine/program/data/precision.hpp>
#include <chainrule/engine/program/run/run_options.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace chainrule::program {

struct Plan;

/// A single number goes to its leaf, and results are read, without a call: small programs are run very often.
class Runner {
 public:
  Runner(std::size_t examples, std::size_t block_size) : examples_(examples), block_size_(block_size) {}
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  virtual ~Runner() = default;

  std::size_t examples() const { return examples_; }
  std::size_t block_size() const { return block_size_; }

  /// By leaf of the program.
  void set(std::size_t leaf, double value) {
    double* const number = numbers_[leaf];
    if (number == nullptr) return set(leaf, std::span(&value, 1));
    *number = value;
    is_current_ = false;
  }
  virtual void set(std::size_t leaf, std::span<const double> values) = 0;
  virtual void bind(std::size_t leaf, std::span<const double> values) = 0;
  virtual void bind(std::size_t leaf, std::span<const float> values) = 0;
  virtual void bind(const DatasetOf<double>& data) = 0;
  virtual void bind(const DatasetOf<float>& data) = 0;
  virtual void run() = 0;

  std::span<const double> values(std::size_t output) const {
    const std::span<const double> results = results_[output];
    return is_current_ && results.data() != nullptr ? results : fetched(output);
  }

 protected:
  /// An output's numbers where they are not at hand: StaleValue, or as another precision keeps them.
  virtual std::span<const double> fetched(std::size_t output) const = 0;

  std::vector<double*> numbers_;                          ///< by leaf: where it is, if it is one number and has a value
  mutable std::vector<std::span<const double>> results_;  ///< by output, as far as they are at hand
  bool is_current_ = false;                               ///< whether results are those of the leaves' values

 private:
  std::size_t examples_, block_size_;
};

/// Plan, leaves and outputs must outlive the runner. GraphError for no examples or an odd block size.
std::unique_ptr<Runner> make_runner(const Plan& plan, std::span<const Leaf> leaves, std::span<const Output> outputs,
                                    Precision precision, const RunOptions& options);

}  // namespace chainrule::program
