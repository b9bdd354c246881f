// Which kinds of CPU the lanes are compiled for. To be included before Highway.
#pragma once

// Kinds left out differ from the next in nothing that the kernels use; lanes are classes, so a vector has a fixed size.
#define CHAINRULE_LEFT_OUT (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#ifdef CHAINRULE_FEW_TARGETS
#define HWY_DISABLED_TARGETS (CHAINRULE_LEFT_OUT | HWY_SSE4 | HWY_AVX3)
#else
#define HWY_DISABLED_TARGETS CHAINRULE_LEFT_OUT
#endif
