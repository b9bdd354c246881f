// A line of a program's listing, and the words that all kinds of instructions share.
#pragma once

#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/program/select/operands.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::program {

/// A line of the listing, but for places and numbers.
struct Line {
  std::string_view kind;
  std::string formula;
  std::size_t operations = 1;  ///< per element of the results; elementary functions count as one
  bool reads = true;           ///< the operands, from memory
  bool writes = true;          ///< the results; sums over examples stay in registers and in the cache
};

/// Names and formulas of the graph's nodes.
class Wording {
 public:
  explicit Wording(const Graph& graph) : graph_(graph), labels_(graph), is_shown_by_label_(graph.size(), true) {}

  const Graph& graph() const { return graph_; }
  const Labels& labels() const { return labels_; }
  std::string label(NodeId id) const { return std::string(labels_[id]); }

  /// The node's operation on its operands' labels.
  std::string formula(NodeId id) const {
    return chainrule::formula(graph_, id, labels_, Dialect::code,
                              {.use_own_name = false, .inline_unnamed = false, .by_label = &is_shown_by_label_});
  }
  /// The factors of a product, of which the second may be left out.
  std::string product(std::span<const NodeId> factors) const {
    const bool is_one = factors.size() == 1 || factors[1] == kNoOperand;
    return is_one ? label(factors[0]) : label(factors[0]) + "*" + label(factors[1]);
  }
  /// Elements that are added up for each element of a product of matrices.
  std::size_t terms_of_product(NodeId left) const {
    const Shape& shape = graph_.shape(left);
    return static_cast<std::size_t>(shape[shape.rank() - 1]);
  }

 private:
  const Graph& graph_;
  Labels labels_;
  std::vector<bool> is_shown_by_label_;
};

}  // namespace chainrule::program
