// Products with a cotangent behind gates: where it is 0, they are 0, whatever the other factor is.
#pragma once

#include <chainrule/engine/op/op.hpp>

#include <optional>

namespace chainrule {

/// An op in the form in which zeros of one operand, the gate, let nothing through.
struct StoppingForm {
  const OpInfo* op = nullptr;
  bool is_swapped = false;  ///< the second operand comes first
  Attributes attributes = {};
};

/// w·a becomes mul0(gate, other), w/a with the gate as w becomes xdivy(w, a), a product of matrices leaves out the
/// terms with a 0 of the gate. Nothing for an op that lets zeros through as they are.
std::optional<StoppingForm> stopping_form(const OpInfo& op, std::size_t gate);

}  // namespace chainrule
