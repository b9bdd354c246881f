// The number carrier: what the rules' comparisons, selections and guarded products mean for a double.
#pragma once

#include <cmath>
#include <cstdint>

namespace chainrule {

inline double select(bool condition, double a, double b) { return condition ? a : b; }

/// 1 where the mask holds, else 0.
template <class T> T indicator(bool mask) { return mask ? T(1) : T(0); }

/// 0 where w = 0, whatever v is; else w·v.
inline double mul0(double w, double v) { return w == 0 ? 0.0 : w * v; }

/// 0 where w = 0, whatever v is; else w / v.
inline double xdivy(double w, double v) { return w == 0 ? 0.0 : w / v; }

}  // namespace chainrule
