// Operands and attributes for the laws of the structural ops: random shapes that fit each op.
#pragma once

#include "samples.hpp"

#include <chainrule/ops/axes.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace chainrule::testing {

/// The operands and attributes a structural op is applied to.
struct Case {
  std::vector<Shape> shapes;
  std::vector<Integers> attributes = {};
  /// Operand 1 holds whole numbers, from here on and below the end.
  std::int64_t index_start = 0, index_end = 0;

  /// The attributes in the form that ops take; valid as long as the case.
  Attributes settings() const {
    Attributes settings;
    for (std::size_t i = 0; i < attributes.size(); ++i) set_attribute(settings, i, attributes[i]);
    return settings;
  }
};

/// Up to `most` axes with extents from 1 to 4.
inline std::vector<std::int64_t> random_extents(Random& random, std::size_t least, std::size_t most) {
  std::vector<std::int64_t> extents(least + random.below(most - least + 1));
  for (std::int64_t& extent : extents) extent = 1 + static_cast<std::int64_t>(random.below(4));
  return extents;
}

inline Shape shape_of(const std::vector<std::int64_t>& extents) {
  return Shape(std::span<const std::int64_t>(extents));
}

/// A shape that broadcasts to the extents.
inline Shape broadcasting_to(Random& random, const std::vector<std::int64_t>& extents) {
  std::vector<std::int64_t> fewer(extents.begin() + static_cast<std::ptrdiff_t>(random.below(extents.size() + 1)),
                                  extents.end());
  for (std::int64_t& extent : fewer)
    if (random.below(3) == 0) extent = 1;
  return shape_of(fewer);
}

/// Not said, or some of the axes, counted from either end.
inline Integers random_axes(Random& random, std::size_t rank) {
  if (random.below(4) == 0) return {};
  std::vector<std::int64_t> axes;
  for (std::size_t axis = 0; axis < rank; ++axis)
    if (random.below(2) == 0)
      axes.push_back(static_cast<std::int64_t>(axis) - (random.below(2) == 0 ? static_cast<std::int64_t>(rank) : 0));
  return Integers(std::span<const std::int64_t>(axes));
}

inline Integers random_flag(Random& random) { return random.below(2) == 0 ? Integers() : Integers(1); }

inline Case reduction_case(Random& random) {
  const auto extents = random_extents(random, 0, 4);
  return {{shape_of(extents)}, {random_axes(random, extents.size()), random_flag(random)}};
}

inline Case several_case(Random& random) {
  const auto extents = random_extents(random, 0, 3);
  Case result{{shape_of(extents)}};
  while (result.shapes.size() < 2 || random.below(3) != 0) result.shapes.push_back(broadcasting_to(random, extents));
  return result;
}

inline Case along_axes_case(Random& random) {
  const auto extents = random_extents(random, 1, 4);
  return {{shape_of(extents)}, {random_axes(random, extents.size())}};
}

inline Case broadcast_case(Random& random, bool is_down) {
  const auto extents = random_extents(random, 0, 4);
  const Shape small = broadcasting_to(random, extents), large = shape_of(extents);
  return {{is_down ? large : small}, {Integers(is_down ? small : large)}};
}

inline Case reshape_case(Random& random) {
  auto extents = random_extents(random, 0, 4);
  const Shape from = shape_of(extents);
  std::reverse(extents.begin(), extents.end());
  if (!extents.empty() && random.below(2) == 0) extents[random.below(extents.size())] = -1;
  if (extents.size() > 1 && extents[0] > 0 && extents[1] > 0 && random.below(2) == 0) {
    extents[1] *= extents[0];
    extents.erase(extents.begin());
  }
  return {{from}, {Integers(std::span<const std::int64_t>(extents))}};
}

inline Case transpose_case(Random& random) {
  const auto extents = random_extents(random, 0, 4);
  if (random.below(3) == 0) return {{shape_of(extents)}};
  std::vector<std::int64_t> order;
  for (std::size_t i = 0; i < extents.size(); ++i)
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(random.below(i + 1)), static_cast<std::int64_t>(i));
  return {{shape_of(extents)}, {Integers(std::span<const std::int64_t>(order))}};
}

inline Case slice_case(Random& random) {
  const auto extents = random_extents(random, 1, 3);
  std::vector<std::int64_t> axis, start, stop, step;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (random.below(3) == 0) continue;
    axis.push_back(static_cast<std::int64_t>(i));
    start.push_back(static_cast<std::int64_t>(random.below(13)) - 6);
    stop.push_back(static_cast<std::int64_t>(random.below(13)) - 6);
    step.push_back(static_cast<std::int64_t>(random.below(4)) - 2);
    if (step.back() >= 0) ++step.back();
  }
  const auto list = [](const auto& numbers) { return Integers(std::span<const std::int64_t>(numbers)); };
  return {{shape_of(extents)}, {list(axis), list(start), list(stop), list(step)}};
}

inline Case pad_slice_case(Random& random) {
  const auto extents = random_extents(random, 0, 3);
  std::vector<std::int64_t> to, start, step;
  for (const std::int64_t extent : extents) {
    const auto stride = static_cast<std::int64_t>(1 + random.below(3)),
               before = static_cast<std::int64_t>(random.below(3));
    const bool is_down = random.below(2) == 0;
    to.push_back(before + stride * (extent - 1) + 1 + static_cast<std::int64_t>(random.below(2)));
    start.push_back(is_down ? before + stride * (extent - 1) : before);
    step.push_back(std::min(stride, to.back()) * (is_down ? -1 : 1));
  }
  const auto list = [](const auto& numbers) { return Integers(std::span<const std::int64_t>(numbers)); };
  return {{shape_of(extents)}, {list(to), list(start), list(step)}};
}

inline Case concat_case(Random& random) {
  auto extents = random_extents(random, 1, 3);
  const std::size_t axis = random.below(extents.size());
  Case result{{}, {static_cast<std::int64_t>(axis)}};
  do {
    extents[axis] = static_cast<std::int64_t>(random.below(4));
    result.shapes.push_back(shape_of(extents));
  } while (random.below(3) != 0);
  return result;
}

inline Case gather_case(Random& random) {
  const auto extents = random_extents(random, 1, 3);
  const std::size_t axis = random.below(extents.size());
  return {{shape_of(extents), shape_of(random_extents(random, 0, 2))},
          {static_cast<std::int64_t>(axis)},
          -extents[axis],
          extents[axis]};
}

inline Case scatter_add_case(Random& random) {
  auto extents = random_extents(random, 0, 2);
  const auto indices = random_extents(random, 0, 2);
  const std::size_t axis = random.below(extents.size() + 1);
  extents.insert(extents.begin() + static_cast<std::ptrdiff_t>(axis), indices.begin(), indices.end());
  return {{shape_of(extents), shape_of(indices)}, {static_cast<std::int64_t>(axis), 3}, -3, 3};
}

inline Case labelled_case(Random& random) {
  auto extents = random_extents(random, 1, 3);
  const Shape logits = shape_of(extents);
  const std::size_t axis = random.below(extents.size());
  const std::int64_t classes = extents[axis];
  extents.erase(extents.begin() + static_cast<std::ptrdiff_t>(axis));
  return {{logits, shape_of(extents)}, {static_cast<std::int64_t>(axis)}, 0, classes};
}

inline Case matmul_case(Random& random) {
  const auto inner = static_cast<std::int64_t>(1 + random.below(4));
  auto batch = random_extents(random, 0, 2);
  const auto matrix = [&](std::int64_t rows, std::int64_t columns) {
    auto extents = random.below(2) == 0 ? batch : std::vector<std::int64_t>(batch.size(), 1);
    extents.push_back(rows);
    extents.push_back(columns);
    return shape_of(extents);
  };
  const auto free = random_extents(random, 2, 2);
  return {{random.below(3) == 0 ? Shape{inner} : matrix(free[0], inner),
           random.below(3) == 0 ? Shape{inner} : matrix(inner, free[1])}};
}

inline Case dot_case(Random& random) {
  const auto length = static_cast<std::int64_t>(random.below(6));
  return {{Shape{length}, Shape{length}}};
}

/// A case for the op of that name.
inline Case random_case(std::string_view op, Random& random) {
  if (op == "sum" || op == "mean") return reduction_case(random);
  if (op == "amax" || op == "amin") return random.below(2) == 0 ? reduction_case(random) : several_case(random);
  if (op == "logsumexp") return random.below(2) == 0 ? reduction_case(random) : several_case(random);
  if (op == "softmax" || op == "log_softmax" || op == "logsumexp_slope") return along_axes_case(random);
  if (op == "broadcast_to" || op == "sum_to") return broadcast_case(random, op == "sum_to");
  if (op == "reshape") return reshape_case(random);
  if (op == "transpose") return transpose_case(random);
  if (op == "slice") return slice_case(random);
  if (op == "pad_slice") return pad_slice_case(random);
  if (op == "concat") return concat_case(random);
  if (op == "gather") return gather_case(random);
  if (op == "scatter_add") return scatter_add_case(random);
  if (op == "cross_entropy" || op == "softmax_error") return labelled_case(random);
  if (op == "matmul" || op == "matmul0") {
    Case of = matmul_case(random);
    if (op == "matmul0") of.attributes = {static_cast<std::int64_t>(random.below(2))};
    return of;
  }
  if (op == "dot") return dot_case(random);
  throw std::runtime_error("there are no cases for the op " + std::string(op));
}

}  // namespace chainrule::testing
