// The dual carrier: a number and its derivative along one direction, for forward mode.
#pragma once

namespace chainrule {

/// value + tangent·ε with ε² = 0. A plain number has tangent 0.
struct Dual {
  Dual(double of = 0, double along = 0) : value(of), tangent(along) {}  // NOLINT: rules write 1 - a

  double value;
  double tangent;
};

}  // namespace chainrule
