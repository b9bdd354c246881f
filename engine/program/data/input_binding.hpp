// Where the inputs of a program find their numbers, block by block.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/program/data/aligned.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace chainrule::program {

/// One input's numbers. A block has a row for each element of the input: that element of `block_size` examples.
template <class Real> class InputBinding {
 public:
  InputBinding() = default;
  InputBinding(std::size_t width, std::size_t block_size, std::size_t examples)
      : width_(width), block_size_(block_size), examples_(examples) {}

  std::size_t width() const { return width_; }
  bool is_given() const { return kind_ != Kind::none; }

  /// Values that hold for all examples.
  void hold(std::span<const double> values);
  /// Numbers that are read where they lie, m tensors one after another.
  void read(std::span<const Real> values);
  /// Converted from the other precision.
  template <class Other> void convert(std::span<const Other> values);
  /// Rows of a tile, `step` numbers from tile to tile.
  void read_tiles(const Real* first, std::size_t step);

  /// Before a run: takes up what lies behind the last full block.
  void refresh_tail();
  /// The block's rows. Tensors that lie example by example are packed into `workspace`, of width · block_size numbers.
  const Real* block(std::size_t index, Real* workspace) const;
  /// The next block's rows, where they are few and not likely to be in the cache; else nothing.
  std::span<const Real> to_fetch(std::size_t index) const;

 private:
  enum class Kind { none, held, column, tensors, tiles };

  void pack(std::size_t index, Real* rows) const;

  Kind kind_ = Kind::none;
  std::size_t width_ = 1, block_size_ = 1, examples_ = 1;
  const Real* first_ = nullptr;
  std::size_t step_ = 0;
  AlignedNumbers<Real> rows_;  // held values, or the padded tail of a column
  std::vector<Real> converted_;
};

extern template class InputBinding<double>;
extern template class InputBinding<float>;

}  // namespace chainrule::program
