// A compile-time list of ops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace chainrule {

/// Whether the op has a value and partials for each element, rather than a rule for whole tensors or all examples.
template <class Op> inline constexpr bool kIsElementwise = !requires { Op::kStructural; }
&&!requires { Op::kExampleReduction; };

/// A language of ops, as a list of their structs.
template <class... Ops> struct OpList {
  static constexpr std::size_t kSize = sizeof...(Ops);

  /// The slot of the op in a graph whose set begins with this list; slot 0 stands for leaves.
  template <class Op> static constexpr std::uint16_t slot_of() {
    std::uint16_t slot = 0;
    const bool found = ((++slot, std::is_same_v<Op, Ops>) || ...);
    return found ? slot : std::uint16_t{0};
  }

  /// Calls visit.operator()<Op>() for each op.
  template <class Visit> static void for_each(Visit visit) { (visit.template operator()<Ops>(), ...); }
};

}  // namespace chainrule
