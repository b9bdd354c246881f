#include <chainrule/tools/bench/references/lstm.hpp>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE <chainrule/tools/bench/references/lstm_kernels-inl.hpp>
#include <hwy/foreach_target.h>

#include <chainrule/tools/bench/references/lstm_kernels-inl.hpp>

#include <algorithm>

namespace chainrule::references {
namespace {

HWY_EXPORT(CharactersForward);
HWY_EXPORT(CharactersBackward);

/// Rows of `from` numbers each to rows of `to`, as many of the numbers as both have room for.
template <class Numbers1, class Numbers2>
void copy_rows(const Numbers1& source, std::size_t from, Numbers2& target, std::size_t to) {
  for (std::size_t row = 0; row * from < source.size(); ++row)
    std::copy_n(source.data() + row * from, std::min(from, to), target.data() + row * to);
}

}  // namespace

CharactersReference::CharactersReference(const CharactersProblem& problem)
    : dmain(problem.main_params.size()), dextra(problem.extra_params.size()), problem_(problem) {
  const std::size_t width = padded(problem.width), layers = problem.layers, steps = problem.characters - 1;
  work_.layers = layers, work_.steps = steps, work_.width = width;
  work_.parameters.resize(layers * 2 * kGates * width), work_.dparameters.resize(work_.parameters.size());
  work_.extra.resize(3 * width), work_.dextra.resize(3 * width);
  work_.sequence.resize((steps + 1) * width);
  copy_rows(problem.sequence, problem.width, work_.sequence, width);
  work_.counts.resize(width);
  std::fill_n(work_.counts.begin(), problem.width, 1.0);
  work_.kept.resize((steps + 1) * layers * kKeptRows * width);
  work_.e.resize(steps * width);
  work_.sums_e.assign(padded(steps), 1.0), work_.sums_gold.resize(padded(steps));
  work_.dhidden.resize(layers * width), work_.dcell.resize(layers * width);
}

void CharactersReference::run() {
  copy_rows(problem_.main_params, problem_.width, work_.parameters, work_.width);
  copy_rows(problem_.extra_params, problem_.width, work_.extra, work_.width);
  const auto begin_with = [this](std::size_t layer, KeptRow row, std::size_t state_row) {
    std::copy_n(problem_.state.data() + state_row * problem_.width, problem_.width,
                work_.kept.data() + (layer * kKeptRows + row) * work_.width);
  };
  for (std::size_t layer = 0; layer < work_.layers; ++layer) {
    begin_with(layer, kHidden, 2 * layer);
    begin_with(layer, kCell, 2 * layer + 1);
  }
  for (Numbers* sums : {&work_.dparameters, &work_.dextra, &work_.dhidden, &work_.dcell}) std::ranges::fill(*sums, 0.0);

  HWY_DYNAMIC_DISPATCH(CharactersForward)(work_);
  const double scale = -1 / (static_cast<double>(work_.steps) * static_cast<double>(problem_.width));
  loss = scale * work_.likelihood;
  HWY_DYNAMIC_DISPATCH(CharactersBackward)(work_, scale);
  const auto collect = [this](const Numbers& sums, std::vector<double>& result) {
    for (std::size_t row = 0; row * problem_.width < result.size(); ++row)
      std::copy_n(sums.data() + row * work_.width, problem_.width, result.data() + row * problem_.width);
  };
  collect(work_.dparameters, dmain);
  collect(work_.dextra, dextra);
}

}  // namespace chainrule::references
