#include <chainrule/engine/op/stopping.hpp>

#include <array>

namespace chainrule {

std::optional<StoppingForm> stopping_form(const OpInfo& op, std::size_t gate) {
  if (op.stopping == nullptr) return std::nullopt;
  if (op.kind == OpKind::structural) {
    static constexpr std::array<std::int64_t, 2> kOperands{0, 1};
    StoppingForm form{.op = op.stopping};
    form.attributes.values[0] = std::span(kOperands).subspan(gate, 1);
    form.attributes.present[0] = true;
    return form;
  }
  if (gate == 1 && op.arithmetic == Arithmetic::divide) return std::nullopt;
  return StoppingForm{.op = op.stopping, .is_swapped = gate == 1};
}

}  // namespace chainrule
