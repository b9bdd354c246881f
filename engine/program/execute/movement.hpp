// Executes a movement of elements.
#pragma once

#include <chainrule/engine/program/analyse/moves.hpp>
#include <chainrule/engine/program/execute/record.hpp>

#include <algorithm>
#include <vector>

namespace chainrule::program {

struct MovementTask {
  std::size_t block_size = 1;
  std::vector<Move> moves;
  std::vector<bool> repeats;  ///< by operand: one number per element becomes a run of examples

  template <class Real> void execute(const Record<Real>& record, std::size_t) const {
    for (const Move& move : moves) {
      Real* const to = record.out + move.to * block_size;
      const std::size_t count = move.count * block_size;
      if (move.operand == Move::kZeros) {
        std::fill_n(to, count, Real{0});
      } else if (repeats[move.operand]) {
        const Real* const from = record.in()[move.operand].data + move.from;
        for (std::size_t i = 0; i < move.count; ++i) std::fill_n(to + i * block_size, block_size, from[i]);
      } else {
        std::copy_n(record.in()[move.operand].data + move.from * block_size, count, to);
      }
    }
  }
};

/// Single numbers of one operand, each from a place of its own.
struct PermutationTask {
  std::vector<std::uint32_t> from;

  template <class Real> void execute(const Record<Real>& record, std::size_t) const {
    const Real* const in = record.in()->data;
    for (std::size_t i = 0; i < from.size(); ++i) record.out[i] = in[from[i]];
  }
};

}  // namespace chainrule::program
