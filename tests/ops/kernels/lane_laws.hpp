// The law of the lanes: kernels over many elements have, element by element, the bits of the number carrier.
#pragma once

#include "../elementwise.hpp"

#include <chainrule/engine/op/op_set.hpp>
#include <chainrule/engine/program/execute/record.hpp>

namespace chainrule::testing {

/// Points as columns, one per operand, with the value and partials that the number carrier has at each.
template <class Op> struct Columns {
  static constexpr std::size_t kArity = arity_of<Op>;

  explicit Columns(std::vector<Point<Op>> at) : points(std::move(at)) {
    for (const Point<Op>& point : points) {
      for (std::size_t i = 0; i < kArity; ++i) {
        in[i].push_back(point[i]);
        partials[i].push_back(has_partial<Op>(i) ? partial_of<Op>(i, point) : 0);
      }
      values.push_back(value_of<Op>(point));
    }
  }
  /// The operands from point `first` on; operand `repeated` stays at that point.
  std::array<Strided, kArity> from(std::size_t first, std::size_t repeated = kArity) const {
    std::array<Strided, kArity> runs;
    for (std::size_t i = 0; i < kArity; ++i) runs[i] = {in[i].data() + first, i == repeated ? 0U : 1U};
    return runs;
  }

  std::vector<Point<Op>> points;
  std::array<std::vector<double>, kArity> in, partials;
  std::vector<double> values;
};

template <class Op> std::vector<Point<Op>> edges_and_samples() {
  std::vector<Point<Op>> points = edges<Op>();
  Random random(20);
  for (std::size_t k = 0; k < kSamples; ++k) points.push_back(sample<Op>(random));
  return points;
}

/// Whether result[k] is expected[k] for each of the points from `first` on, and nothing was written behind them.
template <class Op>
Failure compare(std::string_view what, const Columns<Op>& columns, std::size_t first, std::size_t count,
                const std::vector<double>& result, const std::vector<double>& expected) {
  for (std::size_t k = 0; k < count; ++k)
    if (!same(result[k], expected[first + k]))
      return failure<Op>(columns.points[first + k], fmt::format("{} {} of {}", what, k, count), result[k],
                         expected[first + k]);
  if (!std::isnan(result[count])) return fmt::format("{}: {} wrote behind {} results", Op::text.name, what, count);
  return std::nullopt;
}

/// The kernels on `count` points from `first` on.
template <class Op>
Failure lanes_are_numbers(const LaneKernels<double>& lanes, const Columns<Op>& columns, std::size_t first,
                          std::size_t count) {
  const std::vector<double> blank(count + 1, std::numeric_limits<double>::quiet_NaN());
  const auto runs = columns.from(first);
  std::vector<double> out = blank;
  lanes.forward(out.data(), runs.data(), count);
  if (const Failure found = compare(std::string_view("value"), columns, first, count, out, columns.values))
    return found;
  const double cotangent = -0.7;
  for (std::size_t i = 0; i < arity_of<Op>; ++i) {
    std::vector<double> share = blank, expected(columns.points.size());
    lanes.contribution(i, share.data(), {&cotangent, 0}, runs.data(), {columns.values.data() + first, 1}, count);
    for (std::size_t k = first; k < first + count; ++k)
      expected[k] = has_partial<Op>(i) ? along_edge<Op>(cotangent, columns.partials[i][k]) : 0;
    if (const Failure found = compare(fmt::format("contribution {}:", i), columns, first, count, share, expected))
      return found;
  }
  for (std::size_t wanted = 0; wanted < std::size_t{1} << arity_of<Op>; ++wanted) {
    const FusedKernel<double>& fused = lanes.with_partials[wanted];
    if (fused.run == nullptr) continue;
    std::vector<std::vector<double>> results(fused.results, blank);
    std::vector<double*> places;
    for (std::vector<double>& result : results) places.push_back(result.data());
    fused.run(places.data(), runs.data(), count);
    if (const Failure found = compare("fused value", columns, first, count, results[0], columns.values)) return found;
    std::size_t next = 1;
    for (std::size_t i = 0; i < arity_of<Op>; ++i) {
      if ((wanted >> i & 1U) == 0) continue;
      const std::string what = fmt::format("fused partial {}:", i);
      if (const Failure found = compare(what, columns, first, count, results[next++], columns.partials[i]))
        return found;
    }
  }
  return std::nullopt;
}

/// A record as a program has it, on whole vectors: the op's operands, its value, the cotangent.
template <class Op> struct VectorRecord {
  static constexpr std::size_t kArity = arity_of<Op>, kCount = 24;
  using Line = std::array<double, program::kPerLine<double>>;

  /// On points of which operand `repeated` is a number that stays; its line is kept here.
  VectorRecord(const Columns<Op>& points, std::size_t repeated) {
    for (std::size_t i = 0; i < kArity; ++i) call.operands[i] = {points.in[i].data(), 1};
    if (repeated < kArity) {
      line.fill(points.in[repeated][0]);
      call.operands[repeated] = {line.data(), 0};
    }
    cotangents.fill(2);
    call.operands[kArity] = {points.values.data(), 1};
    call.operands[kArity + 1] = {cotangents.data(), 0};
    call.record.count = kCount;
    call.record.out = out.data();
    call.record.detail = places.data();
  }
  VectorRecord(const VectorRecord&) = delete;
  VectorRecord& operator=(const VectorRecord&) = delete;

  void execute(program::Execute<double> kernel) { kernel(call.record, kCount); }

  struct {
    program::Record<double> record;
    std::array<Strided, kArity + 2> operands;
  } call;
  Line line{}, cotangents{};
  std::vector<double> out = std::vector<double>(kCount + 1, std::numeric_limits<double>::quiet_NaN()), partial = out;
  std::array<double*, 2> places{out.data(), partial.data()};
};

template <class Op>
Failure records_are_numbers(const program::RecordKernels<double>& kernels, const Columns<Op>& here,
                            std::size_t repeated) {
  constexpr std::size_t kCount = VectorRecord<Op>::kCount;
  VectorRecord<Op> record(here, repeated);
  record.execute(kernels.value);
  if (const Failure found = compare("value by record", here, 0, kCount, record.out, here.values)) return found;
  for (std::size_t i = 0; i < arity_of<Op>; ++i) {
    if (!has_partial<Op>(i)) continue;
    record.execute(kernels.contribution[i]);
    std::vector<double> shares;
    for (const double partial : here.partials[i]) shares.push_back(along_edge<Op>(2.0, partial));
    if (const Failure found = compare("share by record", here, 0, kCount, record.out, shares)) return found;
    record.execute(kernels.with_partials[std::size_t{1} << i]);
    if (const Failure found = compare("value by record", here, 0, kCount, record.out, here.values)) return found;
    if (const Failure found = compare("partial by record", here, 0, kCount, record.partial, here.partials[i]))
      return found;
  }
  return std::nullopt;
}

/// The kernels that a program's records execute; each operand in turn is a number that is repeated.
template <class Op>
Failure records_are_numbers(const program::RecordKernels<double>& kernels, const Columns<Op>& columns) {
  for (std::size_t repeated = 0; repeated <= arity_of<Op>; ++repeated) {
    std::vector<Point<Op>> points(columns.points.end() - std::ptrdiff_t{kSamples},
                                  columns.points.end() - std::ptrdiff_t{kSamples} + VectorRecord<Op>::kCount);
    if (repeated < arity_of<Op>)
      for (Point<Op>& point : points) point[repeated] = points[0][repeated];
    if (const Failure found = records_are_numbers(kernels, Columns<Op>(points), repeated)) return found;
  }
  return std::nullopt;
}

/// Operands that repeat one number, or stand apart.
template <class Op> Failure strides_are_followed(const LaneKernels<double>& lanes, const Columns<Op>& columns) {
  constexpr std::size_t kCount = 45;
  for (std::size_t stride = 0; stride < 4; ++stride) {
    for (std::size_t i = 0; i < arity_of<Op>; ++i) {
      auto runs = columns.from(0);
      runs[i].stride = stride;
      std::vector<double> out(kCount);
      lanes.forward(out.data(), runs.data(), kCount);
      for (std::size_t k = 0; k < kCount; ++k) {
        Point<Op> point = columns.points[k];
        point[i] = runs[i][k];
        if (!same(out[k], value_of<Op>(point)))
          return failure<Op>(point, fmt::format("value at stride {}", stride), out[k], value_of<Op>(point));
      }
    }
  }
  return std::nullopt;
}

/// Floats: each result has the same bits wherever it stands among others, and is that of the doubles, rounded, to
/// within a few units where the result is not small against the operands.
template <class Op> Failure floats_do_not_depend_on_place(const LaneKernels<float>& lanes, const Columns<Op>& columns) {
  const std::size_t count = columns.points.size();
  std::array<std::vector<float>, arity_of<Op>> in;
  for (std::size_t i = 0; i < arity_of<Op>; ++i) in[i].assign(columns.in[i].begin(), columns.in[i].end());
  const auto run = [&](std::size_t first, std::size_t length) {
    std::array<StridedOf<float>, arity_of<Op>> runs;
    for (std::size_t i = 0; i < arity_of<Op>; ++i) runs[i] = {in[i].data() + first, 1};
    std::vector<float> out(length);
    lanes.forward(out.data(), runs.data(), length);
    return out;
  };
  const std::vector<float> all = run(0, count);
  for (std::size_t k = count - kSamples; k < count; ++k) {
    Point<Op> point;
    for (std::size_t i = 0; i < arity_of<Op>; ++i) point[i] = in[i][k];
    if (!same(run(k, 1)[0], all[k])) return failure<Op>(point, "float alone", run(k, 1)[0], all[k]);
    if (!near(all[k], static_cast<float>(value_of<Op>(point)), 1e-5))
      return failure<Op>(point, "float", all[k], value_of<Op>(point));
  }
  return std::nullopt;
}

template <class Op> Failure lanes_are_numbers(const LaneKernels<double>& lanes) {
  const Columns<Op> columns(edges_and_samples<Op>());
  const std::size_t samples = columns.points.size() - kSamples;
  if (const Failure found = lanes_are_numbers(lanes, columns, 0, columns.points.size())) return found;
  for (std::size_t count = 0; count < 68; ++count)
    if (const Failure found = lanes_are_numbers(lanes, columns, samples + 3 * count, count)) return found;
  if (lanes.records.value != nullptr)  // a user's op has none
    if (const Failure found = records_are_numbers(lanes.records, columns)) return found;
  return strides_are_followed(lanes, columns);
}

template <class Op> Failure floats_do_not_depend_on_place(const LaneKernels<float>& lanes) {
  return floats_do_not_depend_on_place(lanes, Columns<Op>(edges_and_samples<Op>()));
}

}  // namespace chainrule::testing
