// References as a person types them: a node, its cotangent, one of their numbers.
#pragma once

#include <chainrule/engine/stepper/stepper.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::inspector {

/// z, dz, dL/dz, t3, "my weight", W[0,2], dW[0,2].
struct Reference {
  NodeId node = 0;
  bool is_cotangent = false;
  std::optional<std::size_t> element;  ///< of all its numbers; those of several examples come one after another
  std::string element_text;            ///< "[0,2]"
};

/// InputError for what is no node, cotangent or element, with what may have been meant.
Reference find_reference(const Stepper& stepper, std::string_view text);
/// A reference to a node only.
NodeId find_node(const Stepper& stepper, std::string_view text);

/// Its numbers at the stepper's place; nothing if they are not known there. NoGradient for a cotangent that was not
/// asked for.
std::optional<std::vector<double>> numbers_of(Stepper& stepper, const Reference& reference);

/// The ops that the loss is made with, each once.
std::vector<const OpInfo*> ops_of(const Stepper& stepper);

}  // namespace chainrule::inspector
