#include <chainrule/engine/graph/node_name.hpp>
#include <chainrule/engine/program/plan/block_size.hpp>
#include <chainrule/engine/program/run/chunks.hpp>
#include <chainrule/engine/program/run/leaf_values.hpp>
#include <chainrule/engine/program/run/output_values.hpp>
#include <chainrule/engine/program/run/runner.hpp>
#include <chainrule/engine/program/run/workspace.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::program {

namespace {

std::size_t checked_examples(const RunOptions& options) {
  if (options.examples == 0) throw GraphError("a run needs at least one example");
  return options.examples;
}

std::size_t checked_block_size(const Plan& plan, Precision precision, const RunOptions& options) {
  const std::size_t size = options.block_size != 0 ? options.block_size : choose_block_size(plan, precision);
  if (size % 16 != 0)
    throw GraphError(fmt::format("a block of {} examples does not fill rows: take a multiple of 16", size));
  return size;
}

template <class Real> class RunnerOf final : public Runner {
 public:
  RunnerOf(const Plan& plan, std::span<const Leaf> leaves, std::span<const Output> outputs, Precision precision,
           const RunOptions& options)
      : Runner(checked_examples(options), checked_block_size(plan, precision, options)),
        plan_(plan),
        leaves_(leaves),
        outputs_(outputs),
        sums_plan_(plan_partial_sums<Real>(plan)),
        shared_(plan.memory.shared + 2 * kPerLine<Real>),
        leaf_values_(leaves, plan, shared_.data(), examples(), block_size()),
        output_values_(plan, shared_.data(), examples(), block_size()),
        chunks_(plan, sums_plan_, examples(), block_size()) {
    prepare(options);
    for (std::size_t leaf = 0; leaf < leaves.size(); ++leaf) show(leaf);
  }

  using Runner::set;
  void set(std::size_t leaf, std::span<const double> values) override {
    leaf_values_.set(leaf, values);
    show(leaf);
  }
  void bind(std::size_t leaf, std::span<const double> values) override { bind_any(leaf, values); }
  void bind(std::size_t leaf, std::span<const float> values) override { bind_any(leaf, values); }
  void bind(const DatasetOf<double>& data) override { bind_any(data); }
  void bind(const DatasetOf<float>& data) override { bind_any(data); }

  void run() override {
    is_current_ = false;
    leaf_values_.prepare();
    const Stage* stage = plan_.stages.data();
    for (const Code<Real>& code : once_) {
      if (stage->per_block)
        run_blocks(static_cast<std::size_t>(stage - plan_.stages.data()));
      else
        run_once(code);
      ++stage;
    }
    output_values_.write_inputs(leaf_values_.bindings());
    if constexpr (!std::is_same_v<Real, double>) std::ranges::fill(results_, std::span<const double>());
    is_current_ = true;
  }

 private:
  void prepare(const RunOptions& options) {
    bool has_blocks = false;
    for (const Stage& stage : plan_.stages) has_blocks = has_blocks || stage.per_block;
    const Memory<Real> memory{.shared = shared_.data(),
                              .block = nullptr,
                              .partial_sums = nullptr,
                              .block_size = 1,
                              .multiply_large = options.matrices.of<Real>()};
    for (std::size_t i = 0; i < plan_.stages.size(); ++i)
      once_.push_back(plan_.stages[i].per_block ? Code<Real>() : emit_stage(plan_, i, memory, sums_plan_));
    const std::size_t threads = std::clamp<std::size_t>(options.threads, 1, chunks_.count());
    if (has_blocks && threads > 1) team_ = options.team(threads);
    for (std::size_t i = 0; i < threads && has_blocks; ++i)
      workers_.push_back(std::make_unique<Workspace<Real>>(plan_, shared_.data(), block_size(), sums_plan_,
                                                           options.matrices.of<Real>()));
    numbers_.resize(leaves_.size());
    results_.resize(output_values_.size());
    widened_.resize(output_values_.size());
    if constexpr (std::is_same_v<Real, double>)
      for (std::size_t i = 0; i < output_values_.size(); ++i) results_[i] = output_values_.of(i);
  }

  /// A leaf was given a value: later ones may go there directly.
  void show(std::size_t leaf) {
    is_current_ = false;
    if constexpr (std::is_same_v<Real, double>) numbers_[leaf] = leaf_values_.number(leaf);
  }

  template <class Other> void bind_any(std::size_t leaf, std::span<const Other> values) {
    leaf_values_.bind(leaf, values);
    show(leaf);
  }
  template <class Other> void bind_any(const DatasetOf<Other>& data) {
    leaf_values_.bind(data);
    for (std::size_t leaf = 0; leaf < leaves_.size(); ++leaf) show(leaf);
  }

  std::span<const double> fetched(std::size_t output) const override {
    const std::string& name = outputs_[output].name;
    if (!is_current_) throw StaleValue(fmt::format("{} has no value: run the program first", name), name);
    const std::span<const Real> numbers = output_values_.of(output);
    widened_[output].assign(numbers.begin(), numbers.end());
    return results_[output] = widened_[output];
  }

  void run_once(const Code<Real>& code) {
    const Record<Real>* record = code.begin();
    try {
      for (const Record<Real>* const end = code.end(); record != end; record = Code<Real>::next(record))
        record->execute(*record, 1);
    } catch (const BadExample& bad) {
      const std::string name = node_name(plan_.graph(), code.node_of(record));
      throw InputError(fmt::format("{}: {}", name, bad.message), name);
    }
  }

  [[gnu::noinline]] void run_blocks(std::size_t stage) {  // a small program has none
    auto work = [&](std::size_t worker, std::size_t chunk) { run_chunk(stage, *workers_[worker], chunk); };
    if (team_ != nullptr)
      team_->run(chunks_.count(), work);
    else
      for (std::size_t chunk = 0; chunk < chunks_.count(); ++chunk) work(0, chunk);
    chunks_.finish(stage, workers_[0]->partial_sums(), shared_.data());
  }

  void run_chunk(std::size_t stage, Workspace<Real>& worker, std::size_t chunk) {
    worker.begin_sums();
    for (std::size_t block = chunks_.begin(chunk); block < chunks_.end(chunk); ++block) {
      const std::size_t first = block * block_size(), live = std::min(block_size(), examples() - first);
      try {
        worker.run_block(stage, leaf_values_.bindings(), block, live);
      } catch (const BadExample& bad) {
        const std::string name = node_name(plan_.graph(), worker.failed());
        throw InputError(fmt::format("{}: {} (example {})", name, bad.message, first + bad.example + 1), name);
      }
      output_values_.write_block(stage, worker, leaf_values_.bindings(), block, live);
    }
    chunks_.keep(chunk, worker.partial_sums());
  }

  const Plan& plan_;
  std::span<const Leaf> leaves_;
  std::span<const Output> outputs_;
  PartialSumsPlan sums_plan_;
  AlignedNumbers<Real> shared_;
  LeafValues<Real> leaf_values_;
  OutputValues<Real> output_values_;
  Chunks<Real> chunks_;
  std::unique_ptr<Team> team_;    // null: the calling thread works alone
  std::vector<Code<Real>> once_;  // by stage; empty for those that run over blocks
  std::vector<std::unique_ptr<Workspace<Real>>> workers_;
  mutable std::vector<std::vector<double>> widened_;  // by output, of another precision
};

}  // namespace

std::unique_ptr<Runner> make_runner(const Plan& plan, std::span<const Leaf> leaves, std::span<const Output> outputs,
                                    Precision precision, const RunOptions& options) {
  if (precision == Precision::float32)
    return std::make_unique<RunnerOf<float>>(plan, leaves, outputs, precision, options);
  return std::make_unique<RunnerOf<double>>(plan, leaves, outputs, precision, options);
}

}  // namespace chainrule::program
