// The character model that the benchmark suite ADBench calls LSTM: layers of cells with gates whose weight matrices are
// diagonal, unrolled along one sequence.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstdint>

namespace chainrule {

struct LstmSizes {
  std::int64_t layers = 1;
  std::int64_t width = 1;       ///< numbers of a character, and of each layer's state
  std::int64_t characters = 2;  ///< of the sequence
};

struct Lstm {
  Expr main_params;   ///< [2·layers, 4·width]: of each layer weights, biases; each forget, ingate, outgate, change
  Expr extra_params;  ///< [3, width]: weights of the input, weights and biases of the output
  Expr state;         ///< input [2·layers, width]: of each layer hidden, cell, as they are before the first character
  Expr sequence;      ///< input [characters, width]
  Expr loss;          ///< of one sequence: minus the log-likelihood of each next character, per number of a character
};

/// Builds the graph of one sequence; leaves have the names of the struct and no values yet. The logarithm of the sum of
/// exponentials has ADBench's 2 in it. GraphError for sizes below 1, or fewer than 2 characters.
Lstm lstm(Graph& graph, const LstmSizes& sizes);

}  // namespace chainrule
