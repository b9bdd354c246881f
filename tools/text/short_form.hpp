// The short form of a cotangent, simplified: dz = a - y.
#pragma once

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/simplify/simplify.hpp>

#include <optional>
#include <string>

namespace chainrule {

/// A cotangent in short.
struct ShortForm {
  std::string text;             ///< "a - y"
  std::string condition;        ///< "a != 0 and 1 - a != 0"; empty if it always holds
  std::optional<double> value;  ///< absent for tensors and for lists over the examples
  Simplification derivation;    ///< from what the chain rule wrote, as a book prints it
};

/// Short forms of the cotangents of a sweep, found when they are asked for. They are more nodes of its graph.
class ShortForms {
 public:
  /// `sweep` has run forward and backward, and must outlive this.
  explicit ShortForms(const Sweep& sweep);

  /// Nothing for nodes without a cotangent, for graphs too large to be read, and where nothing short is found.
  std::optional<ShortForm> of(NodeId node);

 private:
  double number(const Expr& expression);

  const Sweep& sweep_;
  std::optional<Gradient> gradient_;
  std::optional<Sweep> values_;  // of the nodes that were added
};

/// Whether two numbers are the same but for rounding; not a number agrees with itself.
bool agrees(double a, double b);

/// Whether the number that a printed form gives is, in the digits that people see, the one that is computed. That of
/// a(1 - a) is 0 at z = 40, where σ' is 4.25e-18.
bool is_as_printed(double printed, double computed);

}  // namespace chainrule
