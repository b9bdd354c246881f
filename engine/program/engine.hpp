// What runs a plan, whatever the precision.
#pragma once

#include <chainrule/engine/program.hpp>
#include <chainrule/engine/program/plan.hpp>

#include <cstddef>
#include <memory>
#include <span>

namespace chainrule::program {

class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::size_t examples() const = 0;
  virtual std::size_t block_size() const = 0;
  /// By leaf of the program.
  virtual void set(std::size_t leaf, double value) = 0;
  virtual void set(std::size_t leaf, std::span<const double> values) = 0;
  virtual void bind(std::size_t leaf, std::span<const double> values) = 0;
  virtual void bind(std::size_t leaf, std::span<const float> values) = 0;
  virtual void bind(const DatasetOf<double>& data) = 0;
  virtual void bind(const DatasetOf<float>& data) = 0;
  virtual void run() = 0;
  virtual std::span<const double> values(std::size_t output) const = 0;
};

std::unique_ptr<Engine> make_engine(const Program& program, const Plan& plan, const RunOptions& options);

}  // namespace chainrule::program
