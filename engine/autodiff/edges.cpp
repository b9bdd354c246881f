#include <chainrule/engine/autodiff/edges.hpp>
#include <chainrule/engine/op/array.hpp>

#include <algorithm>
#include <array>

namespace chainrule {

namespace {

// Sums over broadcast axes start from −0, which leaves every number as it is when added to it; +0 would turn −0 into
// +0.
constexpr double kNothingYet = -0.0;

}  // namespace

std::span<double> Edges::contribution(NodeId node, std::size_t operand, std::span<const double> arriving) const {
  const OpInfo& op = graph_.op(node);
  if (op.kind == OpKind::example_reduction) return through_reduction(node, arriving);
  const std::span<const NodeId> operands = graph_.operands(node);
  const NodeId to = operands[operand];
  const Shape& shape = graph_.shape(to);
  const std::size_t elements = shape.size();
  const std::size_t passes = std::max(layout_.copies(node), cotangents_.copies(node));
  const std::span<double> each = scratch_.allocate_array<double>(passes * elements);
  std::ranges::fill(each, kNothingYet);
  if (op.kind == OpKind::elementwise && layout_.is_flat(node, operands) && shape == graph_.shape(node) &&
      arriving.size() == layout_.count(node)) {
    through_run(node, operand, arriving, each);
  } else {
    for (std::size_t example = 0; example < passes; ++example)
      through_example(node, operand, example, arriving, each.subspan(example * elements, elements));
  }
  if (cotangents_.copies(to) == passes) return each;
  const std::span<double> summed = scratch_.allocate_array<double>(elements);  // a shared operand of per-example nodes
  for (std::size_t k = 0; k < elements; ++k) summed[k] = sum_of_examples(each.data() + k, elements, passes);
  return summed;
}

/// In one run over the examples, or over the elements.
void Edges::through_run(NodeId node, std::size_t operand, std::span<const double> arriving,
                        std::span<double> result) const {
  const std::span<const NodeId> operands = graph_.operands(node);
  std::array<Strided, 3> runs{};
  for (std::size_t i = 0; i < operands.size(); ++i) runs[i] = layout_.run_of(values_, operands[i]);
  const LaneKernels<double>* lanes = graph_.lanes(node);
  const auto contribution = lanes != nullptr ? lanes->contribution : graph_.op(node).contribution;
  contribution(operand, result.data(), {arriving.data(), 1}, runs.data(), {layout_.of(values_, node).data(), 1},
               result.size());
  keep_closed(node, arriving, result);
}

/// Behind gates nothing flows where nothing arrives, whatever the partial is.
void Edges::keep_closed(NodeId node, std::span<const double> arriving, std::span<double> share) const {
  if (!stops_at_zero(node)) return;
  for (std::size_t k = 0; k < share.size(); ++k)
    if (arriving[k % arriving.size()] == 0) share[k] = 0;
}

std::span<double> Edges::through_reduction(NodeId node, std::span<const double> arriving) const {
  const NodeId to = graph_.operands(node)[0];
  const std::span<double> result = scratch_.allocate_array<double>(layout_.count(to));
  for (std::size_t k = 0; k < result.size(); ++k) {
    const std::size_t element = k % arriving.size();
    const double out = layout_.of(values_, node)[element];
    const double in[] = {out, static_cast<double>(layout_.examples())};
    result[k] = arriving[element] * graph_.op(node).partial(0, in, out);
  }
  keep_closed(node, arriving, result);
  return result;
}

void Edges::through_example(NodeId node, std::size_t operand, std::size_t example, std::span<const double> cotangents,
                            std::span<double> result) const {
  const Scratch scratch(scratch_);
  const OpInfo& op = graph_.op(node);
  const Shape& shape = graph_.shape(node);
  const double* out = layout_.view(values_, node, example).data;
  const std::size_t cotangent_step = cotangents.size() == shape.size() ? 0 : shape.size();
  const double* arriving = cotangents.data() + example * cotangent_step;
  const std::span<const ArrayView> in = views(node, example);
  if (op.kind == OpKind::structural) {
    std::vector<Array> arrays;
    for (const ArrayView& view : in) arrays.emplace_back(scratch_, *view.shape, view.data);
    Array cotangent(scratch_, shape, arriving);
    cotangent.stops_at_zero = stops_at_zero(node);
    const Array share = op.vjp_array(operand, cotangent, arrays, Array(scratch_, shape, out), graph_.attributes(node));
    std::ranges::copy(share.values(), result.begin());
    return;
  }
  const std::span<double> whole = scratch_.allocate_array<double>(shape.size());
  contribution_broadcast(op, operand, arriving, in, out, whole.data(), shape);
  keep_closed(node, {arriving, shape.size()}, whole);
  add_undoing_broadcast(whole.data(), shape, result.data(), *in[operand].shape);
}

std::span<const ArrayView> Edges::views(NodeId node, std::size_t example) const {
  const std::span<const NodeId> operands = graph_.operands(node);
  const std::span<ArrayView> list = scratch_.allocate_array<ArrayView>(operands.size());
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = layout_.view(values_, operands[i], example);
  return list;
}

std::vector<double> Edges::partial(NodeId node, std::size_t operand) const {
  const OpInfo& op = graph_.op(node);
  if (op.kind == OpKind::structural) return {};
  if (op.kind == OpKind::example_reduction) {
    const double out = layout_.of(values_, node)[0];
    const double in[] = {out, static_cast<double>(layout_.examples())};
    return {op.partial(0, in, out)};
  }
  const std::size_t elements = graph_.shape(node).size();
  std::vector<double> result(layout_.count(node));
  const std::vector<double> ones(elements, 1.0);
  for (std::size_t example = 0; example < layout_.copies(node); ++example) {
    const Scratch scratch(scratch_);
    contribution_broadcast(op, operand, ones.data(), views(node, example), layout_.view(values_, node, example).data,
                           result.data() + example * elements, graph_.shape(node));
  }
  return result;
}

}  // namespace chainrule
