// The input of a run: values that are set, data that are bound.
#pragma once

#include <chainrule/engine/program/data/dataset.hpp>
#include <chainrule/engine/program/data/input_binding.hpp>
#include <chainrule/engine/program/data/leaf.hpp>
#include <chainrule/engine/program/plan/plan.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace chainrule::program {

/// Shared values are written to their slots; inputs that differ from example to example have bindings. By leaf of the
/// program.
template <class Real> class LeafValues {
 public:
  LeafValues(std::span<const Leaf> leaves, const Plan& plan, Real* shared, std::size_t examples,
             std::size_t block_size);

  void set(std::size_t leaf, std::span<const double> values);
  template <class Other> void bind(std::size_t leaf, std::span<const Other> values);
  template <class Other> void bind(const DatasetOf<Other>& data);

  /// Before a run. GraphError if a leaf was never given a value.
  void prepare() {
    if (missing_ > 0) throw_missing();
    if (reads_example_) read_example();
    for (const NodeId input : inputs_) bindings_[input].refresh_tail();
  }
  /// By node.
  const std::vector<InputBinding<Real>>& bindings() const { return bindings_; }
  /// Where the leaf's value is, if it is one shared number and is there already; else null.
  Real* number(std::size_t leaf) const;

 private:
  bool is_input(NodeId id) const { return plan_.graph().role(id) == Role::input; }
  NodeId node_of(std::size_t leaf) const { return plan_.canonical.copy_of(leaves_[leaf].node); }
  Real* place(NodeId id) const { return shared_ + plan_.memory.places.back()[id].offset; }
  std::string name_of(std::size_t leaf) const;
  void check_count(std::size_t leaf, std::size_t count, std::size_t examples) const;
  void bind_feature(std::size_t leaf, const DatasetOf<Real>& data, const typename DatasetOf<Real>::Feature& feature);
  void mark(std::size_t leaf);
  void throw_missing() const;
  void read_example();

  std::span<const Leaf> leaves_;
  const Plan& plan_;
  Real* shared_;
  std::size_t examples_, block_size_;
  std::vector<InputBinding<Real>> bindings_;  // by node
  std::vector<NodeId> inputs_;                // of which there are bindings
  std::vector<std::uint8_t> is_given_;
  std::size_t missing_ = 0;
  bool reads_example_ = false;
};

extern template class LeafValues<double>;
extern template class LeafValues<float>;

}  // namespace chainrule::program
