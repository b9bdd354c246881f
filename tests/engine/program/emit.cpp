// Which records an instruction becomes: kernels for single numbers, for whole vectors and for runs; and where they
// write.
#include <chainrule/engine/program/compile.hpp>
#include <chainrule/engine/program/emit/emit_stage.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace chainrule::program {
namespace {

constexpr std::size_t kBlockSize = 16;

/// A plan, and memory for its first stage.
struct Emission {
  Emission(const Expr& output, Examples examples)
      : plan(make_plan({.wanted = {&output, 1}, .from = *output.graph(), .examples = examples})),
        sums(plan_partial_sums<double>(*plan)),
        shared(plan->memory.shared + 2 * kPerLine<double>),
        block(plan->memory.rows * kBlockSize),
        partial_sums(sums.size),
        code(emit_stage<double>(*plan, 0,
                                {.shared = shared.data(),
                                 .block = block.data(),
                                 .partial_sums = partial_sums.data(),
                                 .block_size = examples == Examples::one ? 1 : kBlockSize,
                                 .is_first = &is_first},
                                sums)) {}

  std::vector<const Record<double>*> records() const {
    std::vector<const Record<double>*> records;
    for (const Record<double>* at = code.begin(); at != code.end(); at = code.next(at)) records.push_back(at);
    return records;
  }
  /// Executes all records of the first stage.
  void run(std::size_t live) {
    for (const Record<double>* record : records()) record->execute(*record, live);
  }
  double* place(NodeId node) {
    const Place& where = plan->memory.places[0][node];
    return (where.region == Region::shared ? shared.data() : block.data()) + where.offset;
  }

  std::unique_ptr<const Plan> plan;
  PartialSumsPlan sums;
  std::vector<double> shared, block, partial_sums;
  bool is_first = true;
  Code<double> code;
};

TEST_CASE("an op of single numbers executes its own kernel, without a task in between") {
  Graph g;
  const Emission emission(exp(g.parameter("w", 0.5)), Examples::one);
  const auto records = emission.records();
  REQUIRE(records.size() == 1);
  const OpInfo& op = emission.plan->graph().op(emission.code.nodes[0]);
  CHECK((records[0]->execute == emission.plan->graph().ops().kernels.single_of(op)->value));
  CHECK(records[0]->detail == nullptr);
}

TEST_CASE("an op of like vectors executes the kernel for whole vectors, up to the end of a cache line") {
  Graph g;
  const Emission emission(exp(g.parameter("w", Shape{5})), Examples::one);
  const auto records = emission.records();
  REQUIRE(records.size() == 1);
  const OpInfo& op = emission.plan->graph().op(emission.code.nodes[0]);
  CHECK((records[0]->execute == emission.plan->graph().ops().kernels.vectors_of(op)->value));
  CHECK(records[0]->count == kPerLine<double>);
}

TEST_CASE("operands that broadcast are walked over in runs, which are a task") {
  Graph g;
  const Emission emission(g.parameter("w", Shape{3, 2}) / g.parameter("v", Shape{2}), Examples::one);
  const auto records = emission.records();
  REQUIRE(records.size() == 1);
  CHECK(records[0]->detail != nullptr);
  CHECK(records[0]->operands == 2);
  CHECK(records[0]->count == 2);
}

TEST_CASE("an alias becomes no record, and its result lies where the operand does") {
  Graph g;
  const Expr w = g.parameter("w", Shape{2, 3});
  const Emission emission(sum(exp(reshape(exp(w), Shape{6}))), Examples::one);
  CHECK(emission.plan->instructions[0].size() == emission.records().size() + 1);
  CHECK(emission.code.nodes.size() == emission.records().size());
}

TEST_CASE("records of shared numbers compute the value where the plan has its place") {
  Graph g;
  const Expr w = g.parameter("w"), v = g.parameter("v");
  Emission emission(w * v + w, Examples::one);
  const auto& canonical = emission.plan->canonical;
  for (const NodeId leaf : canonical.graph().leaves(Role::parameter)) *emission.place(leaf) = 3;
  emission.run(1);
  CHECK(*emission.place(canonical.outputs()[0]) == 12);
}

TEST_CASE("operands that lie in the data are noted, to be filled in for each block") {
  Graph g;
  const Expr x = g.input("x"), w = g.parameter("w");
  const Emission emission(sum_over_examples(exp(w * x)), Examples::many);
  REQUIRE(emission.code.inputs.size() == 1);
  CHECK(emission.plan->graph().role(emission.code.inputs[0].input) == Role::input);
  CHECK(emission.code.inputs[0].operand->data == nullptr);
}

TEST_CASE("sums over examples leave the padding of a block out, and add to what is there") {
  Graph g;
  const Expr x = g.input("x");
  Emission emission(sum_over_examples(x), Examples::many);
  const std::vector<double> ones(kBlockSize, 1);
  for (const auto& input : emission.code.inputs) input.operand->data = ones.data();
  emission.run(kBlockSize);
  emission.run(5);
  CHECK(total_of(emission.partial_sums.data()) == kBlockSize + 5);
}

TEST_CASE("the details of records outlive the code's being moved") {
  Graph g;
  const Expr w = g.parameter("w", Shape{2, 2}), v = g.parameter("v", Shape{2, 2});
  Emission emission(sum(matmul(w, v)), Examples::one);
  const Code<double> moved = std::move(emission.code);
  for (const NodeId leaf : emission.plan->graph().leaves(Role::parameter)) std::fill_n(emission.place(leaf), 4, 1.0);
  for (const Record<double>* at = moved.begin(); at != moved.end(); at = Code<double>::next(at)) at->execute(*at, 1);
  CHECK(*emission.place(emission.plan->canonical.outputs()[0]) == 8);
}

}  // namespace
}  // namespace chainrule::program
