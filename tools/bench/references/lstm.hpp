// ADBench's character model by hand: the loss and its whole gradient, on vectors of units.
#pragma once

#include <chainrule/tools/bench/references/numbers.hpp>
#include <chainrule/tools/bench/references/problems.hpp>

#include <cstddef>
#include <vector>

namespace chainrule::references {

/// A layer of gates; each row has the padded width.
enum GateRow : std::size_t { kForget, kIngate, kOutgate, kChange, kGates };

/// The numbers that the forward pass keeps of a layer at a step; of the step before the first, the state's cell and
/// hidden.
enum KeptRow : std::size_t { kCell = kGates, kTanhCell, kHidden, kKeptRows };

/// The data that the kernels read and write. Widths are padded with zeros: such units do nothing, and their outputs do
/// not count.
struct CharactersWork {
  std::size_t layers, steps, width;
  Numbers parameters;  ///< [layers, weights and biases, gates, width]
  Numbers extra;       ///< weight of the input, weight and bias of the output [3, width]
  Numbers sequence;    ///< [steps + 1, width]
  Numbers counts;      ///< [width]: 1 where an output counts
  Numbers kept;        ///< [steps + 1, layers, kept rows, width]
  Numbers e;           ///< [steps, width]: exponentials of the outputs
  Numbers sums_e;      ///< [steps]: 2 + Σ e, padded with ones
  Numbers sums_gold;   ///< [steps]: Σ of the next character's numbers, padded with zeros
  Numbers dparameters, dextra;
  Numbers dhidden, dcell;  ///< [layers, width]: what the next step sends back
  double likelihood;       ///< result
};

class CharactersReference {
 public:
  /// The problem must outlive it.
  explicit CharactersReference(const CharactersProblem& problem);

  /// Computes loss and gradient at the problem's parameters.
  void run();

  double loss = 0;
  std::vector<double> dmain, dextra;  ///< in the problem's order

 private:
  const CharactersProblem& problem_;
  CharactersWork work_;
};

}  // namespace chainrule::references
