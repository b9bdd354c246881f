// How a cotangent comes about: the rule, the numbers put into it, every path, and the algebra that leads to its short
// form. Data for whoever shows it: as text, on a page, as JSON.
#pragma once

#include <chainrule/engine/simplify/simplify.hpp>
#include <chainrule/tools/explain/flow.hpp>
#include <chainrule/tools/explain/formula_pair.hpp>

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// One product of the chain rule: what a consumer adds to a node's cotangent.
struct Share {
  NodeId consumer = 0;
  Formula consumer_name;  ///< "a"
  Formula upstream;       ///< "da"
  Formula upstream_full;  ///< "dL/da"
  Formula edge;           ///< "da/dz"; empty where there is no local derivative: then `partial` is the whole share
  Formula partial;        ///< "a(1 - a)"
  Formula substituted;    ///< "0.524979*(1 - 0.524979)"; empty for tensors
  std::vector<Formula> nonzero;   ///< where `partial` holds: what must not be 0
  std::vector<double> arriving;   ///< the consumer's cotangent
  std::vector<double> local;      ///< the partial
  std::optional<double> printed;  ///< what the printed form of the partial gives, where that is another number
  std::vector<double> adds;       ///< the product; summed over the examples where `is_summed`
  bool is_summed = false;         ///< a shared node's share from a consumer that differs per example
};

/// A way from the loss to the node: dL/da · da/dz.
struct PathProduct {
  std::vector<NodeId> nodes;      ///< from the loss to the node
  Formula names;                  ///< "dL/da * da/dz"
  std::vector<double> factors;    ///< one per edge; empty if some are not single numbers
  std::optional<double> product;  ///< of all factors
};

/// One rewriting of the whole.
struct WorkingStep {
  RewritingKind kind = RewritingKind::rearrange;
  Formula subject;  ///< what is cancelled; empty for other kinds
  Formula whole;    ///< after it
};

/// From what the chain rule wrote to the short form.
struct Working {
  Formula start;  ///< "(-y/a + (1 - y)/(1 - a))*a(1 - a)"
  std::vector<WorkingStep> steps;
  Formula result;                ///< "a - y"
  Formula substituted;           ///< "0.524979 - 1"
  std::vector<Formula> nonzero;  ///< where it holds: what must not be 0
  bool is_term = false;          ///< of one example, to be summed over all
  double value = 0;              ///< of the result, of the chosen example
  bool agrees = false;           ///< with the cotangent; always true where the sum is not comparable
};

/// The explanation of one cotangent, as data. Numbers are those of the chosen example.
struct Derivation {
  NodeId node = 0;
  Formula name;       ///< "z"
  Formula cotangent;  ///< "dz"
  Formula full;       ///< "dL/dz"
  bool is_loss = false;
  Formula definition;  ///< "w1*x1 + w2*x2 + b"; empty for leaves
  std::vector<double> value;
  std::vector<double> numbers;  ///< the cotangent
  std::vector<Share> shares;    ///< the first of them
  std::size_t shares_left_out = 0;
  double path_count = 0;
  std::vector<PathProduct> paths;       ///< the first of them, where there is more than one
  std::optional<Working> working;       ///< where the result is short
  Formula recipe;                       ///< in the next cotangents: "x1*dz"; empty if there is nothing short
  Formula recipe_substituted;           ///< "1*(-0.475021)"
  std::vector<Formula> recipe_nonzero;  ///< where it holds: what must not be 0
};

struct DerivationOptions {
  std::size_t example = 0;  ///< whose numbers are shown, from 0
  std::size_t most_paths = 8;
};

/// Derivations of the cotangents of a sweep, made when they are asked for.
class Derivations {
 public:
  /// `sweep` has run backward and must outlive this. NoGradient if the loss depends on nothing of interest.
  explicit Derivations(const Sweep& sweep, DerivationOptions options = {});
  Derivations(const Derivations&) = delete;
  Derivations& operator=(const Derivations&) = delete;

  /// The loss and all that receives a cotangent, in the order of the chain rule.
  const std::vector<NodeId>& nodes() const { return nodes_; }
  /// NoGradient for a node without a cotangent.
  Derivation of(NodeId node);

  const Sweep& sweep() const { return sweep_; }
  const Graph& graph() const { return sweep_.graph(); }
  const Labels& labels() const { return labels_; }
  const Flow& flow() const { return flow_; }
  Definitions& definitions() { return definitions_; }
  const DerivationOptions& options() const { return options_; }
  /// The example's share of a node's numbers.
  std::vector<double> value(NodeId node) const;
  std::vector<double> cotangent(NodeId node) const;

 private:
  /// A cotangent in the values of nodes.
  struct InValues {
    Expr written;                       ///< as the chain rule writes it
    Expr simple;                        ///< as short as it gets
    std::vector<Expr> written_nonzero;  ///< where `written` holds: its partials are in short form
    std::optional<Simplification> simplification;
    bool is_term = false;
    std::vector<Expr> simple_nonzero() const;
    std::size_t distance = 0;  ///< factors that are no reductions between it and the loss
  };

  std::vector<double> of_example(std::span<const double> all, std::size_t size) const;
  Simplification partial(const Edge& edge);
  double local_number(const Edge& edge);
  Share share(const Edge& edge);
  Share whole_share(const Edge& edge, Share share);
  void list_paths(Derivation& derivation);
  void list_every_path(Derivation& derivation);
  Formula slope_name(NodeId out, NodeId in) const;
  Formula shown(NodeId node) const;
  PathProduct product_along(const Route& path);
  bool is_scalar_edge(const Edge& edge) const;
  bool is_summed(const Edge& edge) const;
  void find_in_values();
  std::optional<InValues> in_values(NodeId node);
  std::size_t distance_through(const Edge& edge) const;
  Simplification upstream_in_values(const Edge& edge);
  Expr cotangent_leaf(NodeId node);
  void add_working(Derivation& derivation);
  void add_recipe(Derivation& derivation);
  Formula definition_of(NodeId node);

  const Sweep& sweep_;
  DerivationOptions options_;
  Labels labels_;
  Definitions definitions_;
  Flow flow_;
  std::vector<NodeId> nodes_;
  std::unordered_map<NodeId, InValues> in_values_;
};

}  // namespace chainrule
