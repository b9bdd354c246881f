#include <chainrule/engine/program/describe.hpp>
#include <chainrule/engine/program/engine.hpp>
#include <chainrule/engine/program/team.hpp>
#include <chainrule/engine/program/workspace.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::program {

namespace {

/// Blocks are summed up chunk by chunk and chunks along a tree, whatever the number of threads.
constexpr std::size_t kMostChunks = 64, kLeastBlocksPerChunk = 8;
constexpr std::size_t kMostPartsBytes = std::size_t{256} << 20U;

template <class Real> class EngineOf final : public Engine {
 public:
  EngineOf(const Program& program, const Plan& plan, const RunOptions& options)
      : program_(program),
        plan_(plan),
        examples_(options.examples),
        lanes_(options.block_size != 0 ? options.block_size : choose_block_size(plan, program.precision())),
        parts_(plan_parts<Real>(plan)),
        shared_(plan.memory.shared + 2 * kParts<Real>),
        bindings_(plan.graph().size()),
        is_given_(program.leaves().size()) {
    if (examples_ == 0) throw GraphError("a run needs at least one example");
    if (lanes_ % 16 != 0)
      throw GraphError(fmt::format("a block of {} examples does not fill rows: take a multiple of 16", lanes_));
    plan_chunks();
    set_leaves();
    prepare(std::clamp<std::size_t>(options.threads, 1, chunks_));
  }

  std::size_t examples() const override { return examples_; }
  std::size_t block_size() const override { return lanes_; }

  void set(std::size_t leaf, double value) override {
    if (Real* const number = shared_numbers_[leaf]) {
      *number = static_cast<Real>(value);
      mark(leaf);
    } else {
      set(leaf, std::span(&value, 1));
    }
  }
  void set(std::size_t leaf, std::span<const double> values) override {
    check_count(leaf, values.size(), 1);
    const NodeId id = node_of(leaf);
    if (is_input(id))
      bindings_[id].hold(values);
    else
      std::ranges::transform(values, place(id), [](double value) { return static_cast<Real>(value); });
    mark(leaf);
  }

  void bind(std::size_t leaf, std::span<const double> values) override { bind_any(leaf, values); }
  void bind(std::size_t leaf, std::span<const float> values) override { bind_any(leaf, values); }
  void bind(const DatasetOf<double>& data) override { bind_tiles(data); }
  void bind(const DatasetOf<float>& data) override { bind_tiles(data); }

  void run() override {
    if (missing_ > 0) complain_of_missing();
    if (is_example_read_) read_example();
    for (const NodeId input : inputs_) bindings_[input].refresh_tail();
    for (std::size_t section = 0; section < plan_.sections.size(); ++section) {
      if (plan_.sections[section].per_block)
        run_blocks(section);
      else
        run_once(section);
    }
    for (const std::size_t output : outputs_of_inputs_) write_input(output);
    is_current_ = true;
    if constexpr (!std::is_same_v<Real, double>) std::ranges::fill(are_widened_, std::uint8_t{0});
  }

  std::span<const double> values(std::size_t output) const override {
    if (!is_current_)
      throw StaleValue(fmt::format("{} has no value: run the program first", program_.outputs()[output].name),
                       program_.outputs()[output].name);
    const Real* const numbers = results_[output].empty() ? places_[output] : results_[output].data();
    const std::size_t count = counts_[output];
    if constexpr (std::is_same_v<Real, double>) return {numbers, count};
    std::vector<double>& wide = widened_[output];
    if (!are_widened_[output]) wide.assign(numbers, numbers + count);
    are_widened_[output] = 1;
    return wide;
  }

 private:
  using Bindings = std::vector<InputBinding<Real>>;

  bool is_input(NodeId id) const { return plan_.graph().role(id) == Role::input; }
  bool is_per_example(NodeId id) const { return plan_.graph().per_example(id); }
  NodeId node_of(std::size_t leaf) const { return plan_.canonical.copy_of(program_.leaves()[leaf].node); }
  Real* place(NodeId id) const { return shared_.data() + plan_.memory.places.back()[id].offset; }

  // Construction.

  void plan_chunks() {
    blocks_ = (examples_ + lanes_ - 1) / lanes_;
    const std::size_t bytes = std::max<std::size_t>(parts_.size * sizeof(Real), 1);
    const std::size_t most = std::clamp<std::size_t>(kMostPartsBytes / bytes, 1, kMostChunks);
    chunk_blocks_ = std::max(kLeastBlocksPerChunk, (blocks_ + most - 1) / most);
    chunks_ = (blocks_ + chunk_blocks_ - 1) / chunk_blocks_;
  }

  void set_leaves() {
    for (std::size_t i = 0; i < plan_.graph().leaves().size(); ++i) {
      const NodeId id = plan_.graph().leaves()[i];
      const Role role = plan_.graph().role(id);
      if (role == Role::examples) *place(id) = static_cast<Real>(examples_);
      if (role == Role::input) bindings_[id] = InputBinding<Real>(plan_.graph().shape(id).size(), lanes_, examples_);
      const std::span<const double> values = plan_.graph().values(id);
      if (role == Role::constant)
        std::ranges::transform(values, place(id), [](double value) { return static_cast<Real>(value); });
    }
    missing_ = program_.leaves().size();
    inputs_ = plan_.graph().leaves(Role::input);
    for (std::size_t leaf = 0; leaf < program_.leaves().size(); ++leaf) {
      const NodeId id = node_of(leaf);
      const bool is_number = !is_input(id) && plan_.graph().shape(id).is_scalar();
      shared_numbers_.push_back(is_number ? place(id) : nullptr);
    }
    for (std::size_t leaf = 0; leaf < program_.leaves().size(); ++leaf)
      if (program_.leaves()[leaf].has_default) set(leaf, plan_.graph().values(node_of(leaf)));
  }

  void prepare(std::size_t threads) {
    bool has_blocks = false;
    for (const Section& section : plan_.sections) has_blocks = has_blocks || section.per_block;
    const Memory<Real> memory{.shared = shared_.data(), .block = nullptr, .parts = nullptr, .lanes = 1};
    for (std::size_t i = 0; i < plan_.sections.size(); ++i)
      shared_codes_.push_back(plan_.sections[i].per_block ? Code<Real>() : bind_section(plan_, i, memory, parts_));
    team_ = Team(has_blocks ? threads : 1);
    for (std::size_t i = 0; i < team_.threads() && has_blocks; ++i)
      workers_.push_back(std::make_unique<Workspace<Real>>(plan_, shared_.data(), lanes_, parts_));
    if (has_blocks && chunks_ > 1) sums_ = AlignedNumbers<Real>(parts_.size * chunks_);
    const auto outputs = plan_.canonical.outputs();
    outputs_of_.resize(plan_.sections.size());
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      counts_.push_back(program_.size(i, examples_));
      places_.push_back(place(outputs[i]));
      results_.emplace_back(is_per_example(outputs[i]) ? program_.size(i, examples_) : 0);
      if (is_per_example(outputs[i])) assign_output(i, plan_.memory.storage[outputs[i]]);
    }
    widened_.resize(outputs.size());
    are_widened_.resize(outputs.size());
  }

  /// A per-example output is written down in the last pass that has it; an input needs no pass.
  void assign_output(std::size_t output, NodeId root) {
    if (is_input(root)) {
      outputs_of_inputs_.push_back(output);
      if (const std::size_t room = plan_.graph().shape(root).size() * lanes_; room > input_rows_.size())
        input_rows_ = AlignedNumbers<Real>(room);
      return;
    }
    for (std::size_t section = plan_.sections.size(); section-- > 0;)
      for (const Instruction& instruction : plan_.sections[section].instructions)
        if (plan_.sections[section].per_block &&
            std::ranges::find(instruction.results, root) != instruction.results.end()) {
          outputs_of_[section].push_back(output);
          return;
        }
  }

  // Data.

  void check_count(std::size_t leaf, std::size_t count, std::size_t examples) const {
    const Program::Leaf& described = program_.leaves()[leaf];
    const std::size_t expected = described.shape.size() * examples;
    if (count == expected) return;
    const std::string name = described.names.empty() ? "an unnamed leaf" : described.names[0];
    throw ShapeError(fmt::format("{} of shape {} takes {} numbers{}, not {}", name, to_text(described.shape), expected,
                                 examples > 1 ? fmt::format(" for {} examples", examples) : "", count),
                     name);
  }

  template <class Other> void bind_any(std::size_t leaf, std::span<const Other> values) {
    const Program::Leaf& described = program_.leaves()[leaf];
    const std::string name = described.names.empty() ? "an unnamed leaf" : described.names[0];
    if (described.role != Role::input)
      throw GraphError(fmt::format("{} is shared by all examples; only inputs are bound to data", name), name);
    check_count(leaf, values.size(), examples_);
    const NodeId id = node_of(leaf);
    if (!is_input(id)) {
      bindings_[id] = InputBinding<Real>(values.size(), 1, 1);
      is_example_read_ = true;
    }
    if constexpr (std::is_same_v<Other, Real>)
      bindings_[id].read(values);
    else
      bindings_[id].convert(values);
    mark(leaf);
  }

  template <class Other> void bind_tiles(const DatasetOf<Other>& data) {
    if constexpr (!std::is_same_v<Other, Real>) {
      throw GraphError("the data set and the program differ in precision");
    } else {
      if (data.examples() != examples_ || (data.tile_size() != lanes_ && examples_ > 1))
        throw ShapeError(
            fmt::format("a data set of {} examples in tiles of {} does not fit a run over {} in blocks of {}",
                        data.examples(), data.tile_size(), examples_, lanes_));
      for (std::size_t leaf = 0; leaf < program_.leaves().size(); ++leaf)
        if (program_.leaves()[leaf].role == Role::input)
          for (const std::string& name : program_.leaves()[leaf].names)
            if (const auto* feature = data.find(name)) bind_feature(leaf, data, *feature);
    }
  }

  void bind_feature(std::size_t leaf, const DatasetOf<Real>& data, const typename DatasetOf<Real>::Feature& feature) {
    check_count(leaf, feature.width, 1);
    const NodeId id = node_of(leaf);
    const Real* const first = data.data() + feature.row * data.tile_size();
    if (is_input(id)) {
      bindings_[id].read_tiles(first, data.rows() * data.tile_size());
    } else {
      for (std::size_t i = 0; i < feature.width; ++i) place(id)[i] = first[i * data.tile_size()];
    }
    mark(leaf);
  }

  void mark(std::size_t leaf) {
    if (!is_given_[leaf]) --missing_;
    is_given_[leaf] = 1;
    is_current_ = false;
  }

  void complain_of_missing() const {
    for (std::size_t leaf = 0; leaf < is_given_.size(); ++leaf)
      if (!is_given_[leaf]) {
        const auto& names = program_.leaves()[leaf].names;
        const std::string name = names.empty() ? "an unnamed leaf" : names[0];
        throw GraphError(fmt::format("{} has no value: give it one in the graph, by set, or bind data to it", name),
                         name);
      }
  }

  /// With one example, bound data are values like any other.
  void read_example() {
    for (std::size_t leaf = 0; leaf < program_.leaves().size(); ++leaf) {
      const NodeId id = node_of(leaf);
      if (is_input(id) || !bindings_[id].is_given()) continue;
      Real* const numbers = place(id);
      const Real* const data = bindings_[id].block(0, numbers);
      if (data != numbers) std::copy_n(data, bindings_[id].width(), numbers);
    }
  }

  // Running.

  void run_once(std::size_t section) {
    const Code<Real>& code = shared_codes_[section];
    std::size_t index = 0;
    try {
      for (const Record<Real>* record = code.begin(); record != code.end(); record = Code<Real>::next(record), ++index)
        record->execute(*record, 1);
    } catch (const BadExample& bad) {
      const std::string name = shown(code.nodes[index]);
      throw InputError(fmt::format("{}: {}", name, bad.message), name);
    }
  }

  std::string shown(NodeId id) const {
    const std::string_view name = plan_.graph().name_of(id);
    return name.empty() ? fmt::format("node {}", id) : std::string(name);
  }

  void run_blocks(std::size_t section) {
    auto work = [&](std::size_t worker, std::size_t chunk) { run_chunk(section, *workers_[worker], chunk); };
    team_.run(chunks_, work);
    add_up_chunks();
    for (const Instruction& instruction : plan_.sections[section].instructions) finish_sums(instruction);
  }

  void run_chunk(std::size_t section, Workspace<Real>& worker, std::size_t chunk) {
    worker.begin_sums();
    const std::size_t end = std::min(blocks_, (chunk + 1) * chunk_blocks_);
    for (std::size_t block = chunk * chunk_blocks_; block < end; ++block) {
      const std::size_t live = std::min(lanes_, examples_ - block * lanes_);
      try {
        worker.run_block(section, bindings_, block, live);
      } catch (const BadExample& bad) {
        const std::string name = shown(worker.failed());
        throw InputError(fmt::format("{}: {} (example {})", name, bad.message, block * lanes_ + bad.lane + 1), name);
      }
      for (const std::size_t output : outputs_of_[section]) write_output(section, worker, output, block, live);
    }
    if (chunks_ > 1) std::ranges::copy(worker.parts(), sums_.data() + chunk * parts_.size);
  }

  void write_output(std::size_t section, Workspace<Real>& worker, std::size_t output, std::size_t block,
                    std::size_t live) {
    const NodeId id = plan_.canonical.outputs()[output];
    const Real* const rows = worker.rows(section, id, bindings_, block);
    const std::size_t size = plan_.graph().shape(id).size();
    Real* const results = results_[output].data() + block * lanes_ * size;
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t lane = 0; lane < live; ++lane) results[lane * size + i] = rows[i * lanes_ + lane];
  }

  void write_input(std::size_t output) {
    const NodeId id = plan_.canonical.outputs()[output];
    const InputBinding<Real>& binding = bindings_[plan_.memory.storage[id]];
    const std::size_t size = plan_.graph().shape(id).size();
    for (std::size_t block = 0; block < blocks_; ++block) {
      const Real* const rows = binding.block(block, input_rows_.data()) + plan_.memory.first[id] * lanes_;
      for (std::size_t lane = 0; lane < std::min(lanes_, examples_ - block * lanes_); ++lane)
        for (std::size_t i = 0; i < size; ++i)
          results_[output][(block * lanes_ + lane) * size + i] = rows[i * lanes_ + lane];
    }
  }

  void add_up_chunks() {
    for (std::size_t step = 1; step < chunks_; step *= 2)
      for (std::size_t chunk = 0; chunk + step < chunks_; chunk += 2 * step) {
        Real* const to = sums_.data() + chunk * parts_.size;
        const Real* const from = sums_.data() + (chunk + step) * parts_.size;
        for (std::size_t i = 0; i < parts_.size; ++i) to[i] += from[i];
      }
  }

  /// From the parts of the sums to the values of the reductions.
  void finish_sums(const Instruction& instruction) {
    const bool is_matrix = instruction.kind == InstructionKind::matrix_sum_over_examples;
    if (!is_matrix && instruction.kind != InstructionKind::sums_over_examples) return;
    for (const NodeId sum : instruction.results) {
      const OpInfo& op = plan_.graph().op(sum);
      Real* const values = place(sum);
      const Real* parts = (chunks_ > 1 ? sums_.data() : workers_[0]->parts().data()) + parts_.offsets[sum];
      const std::size_t size = plan_.graph().shape(sum).size();
      if (is_matrix && leaves_total(op)) {
        std::copy_n(parts, size, values);
        continue;
      }
      for (std::size_t i = 0; i < size; ++i, parts += is_matrix ? 1 : kParts<Real>) {
        const double in[] = {static_cast<double>(is_matrix ? *parts : total_of(parts)), static_cast<double>(examples_)};
        values[i] = static_cast<Real>(op.value(in));
      }
    }
  }

  /// Whether the reduction is the sum itself; the op is asked.
  bool leaves_total(const OpInfo& op) const {
    for (const double total : {0.1, -7.0}) {
      const double in[] = {total, static_cast<double>(examples_)};
      if (op.value(in) != total) return false;
    }
    return true;
  }

  const Program& program_;
  const Plan& plan_;
  std::size_t examples_, lanes_;
  PartsPlan parts_;
  AlignedNumbers<Real> shared_, sums_, input_rows_;
  std::size_t blocks_ = 0, chunk_blocks_ = 0, chunks_ = 0;
  Bindings bindings_;                  // by node
  std::vector<NodeId> inputs_;         // of which there are bindings
  std::vector<Real*> shared_numbers_;  // by leaf: where it is, if it is one shared number
  std::vector<std::uint8_t> is_given_;
  std::size_t missing_ = 0;
  bool is_example_read_ = false;
  bool is_current_ = false;
  Team team_{1};
  std::vector<Code<Real>> shared_codes_;
  std::vector<std::unique_ptr<Workspace<Real>>> workers_;
  std::vector<std::vector<std::size_t>> outputs_of_;  // by section
  std::vector<std::size_t> outputs_of_inputs_;
  std::vector<std::size_t> counts_;         // by output
  std::vector<const Real*> places_;         // by output, of the shared ones
  std::vector<std::vector<Real>> results_;  // by output, of those per example
  mutable std::vector<std::vector<double>> widened_;
  mutable std::vector<std::uint8_t> are_widened_;
};

}  // namespace

std::unique_ptr<Engine> make_engine(const Program& program, const Plan& plan, const RunOptions& options) {
  if (program.precision() == Precision::float32) return std::make_unique<EngineOf<float>>(program, plan, options);
  return std::make_unique<EngineOf<double>>(program, plan, options);
}

}  // namespace chainrule::program
