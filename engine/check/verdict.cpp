#include <chainrule/engine/check/verdict.hpp>

namespace chainrule {

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::fails:
      return "fails";
  }
  return "";
}

}  // namespace chainrule
