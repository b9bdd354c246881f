#include <chainrule/engine/program/run/leaf_values.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::program {

template <class Real>
LeafValues<Real>::LeafValues(std::span<const Leaf> leaves, const Plan& plan, Real* shared, std::size_t examples,
                             std::size_t block_size)
    : leaves_(leaves),
      plan_(plan),
      shared_(shared),
      examples_(examples),
      block_size_(block_size),
      bindings_(plan.graph().size()),
      is_given_(leaves.size()),
      missing_(leaves.size()) {
  const Graph& graph = plan.graph();
  for (std::size_t i = 0; i < graph.leaves().size(); ++i) {
    const NodeId id = graph.leaves()[i];
    const Role role = graph.role(id);
    if (role == Role::examples) *place(id) = static_cast<Real>(examples_);
    if (role == Role::input) bindings_[id] = InputBinding<Real>(graph.shape(id).size(), block_size_, examples_);
    if (role == Role::constant)
      std::ranges::transform(graph.values(id), place(id), [](double value) { return static_cast<Real>(value); });
  }
  inputs_ = graph.leaves(Role::input);
  for (std::size_t leaf = 0; leaf < leaves.size(); ++leaf)
    if (leaves[leaf].has_default) set(leaf, graph.values(node_of(leaf)));
}

template <class Real> void LeafValues<Real>::set(std::size_t leaf, std::span<const double> values) {
  check_count(leaf, values.size(), 1);
  const NodeId id = node_of(leaf);
  if (is_input(id)) {
    bindings_[id].hold(values);
  } else {
    if (bindings_[id].is_given()) bindings_[id] = {};
    std::ranges::transform(values, place(id), [](double value) { return static_cast<Real>(value); });
  }
  mark(leaf);
}

template <class Real>
template <class Other>
void LeafValues<Real>::bind(std::size_t leaf, std::span<const Other> values) {
  if (leaves_[leaf].role != Role::input) {
    const std::string name = name_of(leaf);
    throw GraphError(fmt::format("{} is shared by all examples; only inputs are bound to data", name), name);
  }
  check_count(leaf, values.size(), examples_);
  const NodeId id = node_of(leaf);
  if (!is_input(id)) {
    bindings_[id] = InputBinding<Real>(values.size(), 1, 1);
    reads_example_ = true;
  }
  if constexpr (std::is_same_v<Other, Real>)
    bindings_[id].read(values);
  else
    bindings_[id].convert(values);
  mark(leaf);
}

template <class Real> template <class Other> void LeafValues<Real>::bind(const DatasetOf<Other>& data) {
  if constexpr (!std::is_same_v<Other, Real>) {
    throw GraphError("the data set and the program differ in precision");
  } else {
    if (data.examples() != examples_ || (data.tile_size() != block_size_ && examples_ > 1))
      throw ShapeError(
          fmt::format("a data set of {} examples in tiles of {} does not fit a run over {} in blocks of {}",
                      data.examples(), data.tile_size(), examples_, block_size_));
    for (std::size_t leaf = 0; leaf < leaves_.size(); ++leaf)
      if (leaves_[leaf].role == Role::input)
        for (const std::string& name : leaves_[leaf].names)
          if (const auto* feature = data.find(name)) bind_feature(leaf, data, *feature);
  }
}

template <class Real>
void LeafValues<Real>::bind_feature(std::size_t leaf, const DatasetOf<Real>& data,
                                    const typename DatasetOf<Real>::Feature& feature) {
  check_count(leaf, feature.width, 1);
  const NodeId id = node_of(leaf);
  const Real* const first = data.data() + feature.row * data.tile_size();
  if (is_input(id)) {
    bindings_[id].read_tiles(first, data.rows() * data.tile_size());
  } else {
    bindings_[id] = {};
    for (std::size_t i = 0; i < feature.width; ++i) place(id)[i] = first[i * data.tile_size()];
  }
  mark(leaf);
}

template <class Real> Real* LeafValues<Real>::number(std::size_t leaf) const {
  const NodeId id = node_of(leaf);
  const bool is_there = is_given_[leaf] != 0 && !is_input(id) && !bindings_[id].is_given();
  return is_there && plan_.graph().shape(id).is_scalar() ? place(id) : nullptr;
}

template <class Real> std::string LeafValues<Real>::name_of(std::size_t leaf) const {
  const auto& names = leaves_[leaf].names;
  return names.empty() ? "an unnamed leaf" : names[0];
}

template <class Real>
void LeafValues<Real>::check_count(std::size_t leaf, std::size_t count, std::size_t examples) const {
  const Shape& shape = leaves_[leaf].shape;
  const std::size_t expected = shape.size() * examples;
  if (count == expected) return;
  const std::string name = name_of(leaf);
  throw ShapeError(fmt::format("{} of shape {} takes {} numbers{}, not {}", name, to_text(shape), expected,
                               examples > 1 ? fmt::format(" for {} examples", examples) : "", count),
                   name);
}

template <class Real> void LeafValues<Real>::mark(std::size_t leaf) {
  if (!is_given_[leaf]) --missing_;
  is_given_[leaf] = 1;
}

template <class Real> void LeafValues<Real>::throw_missing() const {
  for (std::size_t leaf = 0; leaf < is_given_.size(); ++leaf) {
    if (is_given_[leaf]) continue;
    const std::string name = name_of(leaf);
    throw GraphError(fmt::format("{} has no value: give it one in the graph, by set, or bind data to it", name), name);
  }
}

/// With one example, bound data are values like any other.
template <class Real> void LeafValues<Real>::read_example() {
  for (std::size_t leaf = 0; leaf < leaves_.size(); ++leaf) {
    const NodeId id = node_of(leaf);
    if (is_input(id) || !bindings_[id].is_given()) continue;
    Real* const numbers = place(id);
    const Real* const data = bindings_[id].block(0, numbers);
    if (data != numbers) std::copy_n(data, bindings_[id].width(), numbers);
  }
}

template class LeafValues<double>;
template class LeafValues<float>;
template void LeafValues<double>::bind(std::size_t leaf, std::span<const double> values);
template void LeafValues<double>::bind(std::size_t leaf, std::span<const float> values);
template void LeafValues<float>::bind(std::size_t leaf, std::span<const double> values);
template void LeafValues<float>::bind(std::size_t leaf, std::span<const float> values);
template void LeafValues<double>::bind(const DatasetOf<double>& data);
template void LeafValues<double>::bind(const DatasetOf<float>& data);
template void LeafValues<float>::bind(const DatasetOf<double>& data);
template void LeafValues<float>::bind(const DatasetOf<float>& data);

}  // namespace chainrule::program
