// A graph compiled: few, large instructions that run over blocks of examples.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/graph/outputs.hpp>
#include <chainrule/engine/graph/values.hpp>
#include <chainrule/engine/program/data/dataset.hpp>
#include <chainrule/engine/program/data/leaf.hpp>
#include <chainrule/engine/program/data/precision.hpp>
#include <chainrule/engine/program/run/run_options.hpp>
#include <chainrule/engine/program/run/runner.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// How a program is compiled.
struct CompileOptions {
  Precision precision = Precision::float64;
};

/// A pass of the compiler: its name, as Program::describe takes it, and what it does and why, in a sentence.
struct CompilerPass {
  std::string_view name, sentence;
};
/// In the order in which they run.
std::vector<CompilerPass> compiler_passes();

/// The computation of some nodes, as instructions. It never changes, needs its graph no longer, and may be run by many
/// threads at once, each with a Run of its own. It takes from the graph what the outputs depend on, computes equal
/// expressions once and constant ones never, uses the ops' stable rules, and fuses; results have the bits of a sweep
/// over the same expressions wherever no stable rule and no other order of a sum comes in.
class Program {
 public:
  using Leaf = program::Leaf;

  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  Precision precision() const;
  std::span<const Output> outputs() const;  ///< nodes of the program's own graph
  /// The inputs and parameters that the outputs depend on.
  std::span<const Leaf> leaves() const;
  /// By any of its names, or the leaf of that node of the compiled graph. GraphError if no output depends on it.
  std::size_t leaf(std::string_view name) const;
  std::size_t leaf(const Expr& original) const;
  std::size_t output(std::string_view name) const;
  /// How many numbers an output has in a run over that many examples.
  std::size_t size(std::size_t output, std::size_t examples) const;

  /// The instructions with their formulas, slots and bytes, and the estimated work per example. `examples` chooses
  /// between the program for one example and the one for blocks of many.
  std::string describe(std::size_t examples = 1) const;
  /// The text of what stands after one of the compiler's passes. GraphError for a name that none of them has.
  std::string describe(std::string_view pass, std::size_t examples = 1) const;

 private:
  friend Program compile(std::span<const Output> outputs, const CompileOptions& options);
  friend class Run;
  struct Parts;
  explicit Program(std::unique_ptr<Parts> parts);
  const program::Plan& plan(std::size_t examples) const;

  std::unique_ptr<Parts> parts_;
};

/// GraphError if no output is a node, if outputs belong to different graphs, or if two have one name.
Program compile(std::span<const Output> outputs, const CompileOptions& options = {});
inline Program compile(std::initializer_list<Output> outputs, const CompileOptions& options = {}) {
  return compile(std::span(outputs.begin(), outputs.size()), options);
}
/// Also of a Gradient, which converts to the loss and its cotangents.
inline Program compile(const Outputs& outputs, const CompileOptions& options = {}) {
  return compile(std::span(outputs), options);
}

/// A workspace of a program: leaves' values, slots, results. After its construction nothing is allocated, but by a
/// first bind of a kind. The program must outlive it.
class Run {
 public:
  explicit Run(const Program& program, const RunOptions& options = {});
  Run(Run&&) noexcept;
  ~Run();

  std::size_t examples() const { return runner_->examples(); }
  std::size_t block_size() const { return runner_->block_size(); }

  /// Sets an input or a parameter; values of an input hold for all examples. GraphError, ShapeError.
  void set(std::string_view name, double value) { set(leaf(name), value); }
  void set(std::size_t leaf, double value) { runner_->set(leaf, value); }
  void set(std::string_view name, std::span<const double> values) { set(leaf(name), values); }
  void set(std::size_t leaf, std::span<const double> values) { runner_->set(leaf, values); }
  /// An input's numbers, m tensors one after another. They are read where they are, in every run: they must outlive it.
  void bind(std::string_view name, std::span<const double> values) { bind(leaf(name), values); }
  void bind(std::size_t leaf, std::span<const double> values) { runner_->bind(leaf, values); }
  void bind(std::string_view name, std::span<const float> values) { bind(leaf(name), values); }
  void bind(std::size_t leaf, std::span<const float> values) { runner_->bind(leaf, values); }
  /// The numbers that were given to leaves of the compiled graph and that the outputs depend on. Bound ones are read
  /// where they are: the values must outlive the run. ShapeError if they are of another number of examples.
  void set(const Values& values);
  /// All inputs that the data set has a feature for, by name. It must outlive the run. ShapeError if its examples or
  /// its tile size are not the run's, or a feature's width is not the input's; GraphError for another precision.
  void bind(const DatasetOf<double>& data) { runner_->bind(data); }
  void bind(const DatasetOf<float>& data) { runner_->bind(data); }

  /// GraphError if a leaf was never given a value; InputError, naming node and example, for a wrong index or label.
  void operator()() { runner_->run(); }

  /// An output's numbers, m tensors one after another if it is per example. StaleValue before the first run. Of a
  /// float32 program they are widened when asked for.
  std::span<const double> operator[](std::string_view name) const { return values(output(name)); }
  std::span<const double> values(std::size_t output) const { return runner_->values(output); }
  double value(std::string_view name) const { return values(output(name))[0]; }

 private:
  std::size_t leaf(std::string_view name) const;
  std::size_t output(std::string_view name) const;

  const Program* program_;
  std::unique_ptr<program::Runner> runner_;
};

}  // namespace chainrule
