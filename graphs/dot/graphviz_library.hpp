/// The functions of Graphviz that pictures need, from a library that is loaded for the first picture.
#pragma once

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

namespace chainrule {

#define CHAINRULE_GRAPHVIZ_FUNCTIONS(each)                                                                            \
  each(agclose) each(agdegree) each(agerrors) each(agfstin) each(agfstnode) each(agfstout) each(agget) each(agnameof) \
      each(agnedges) each(agnnodes) each(agnxtin) each(agnxtnode) each(agnxtout) each(agread) each(agreseterrors)     \
          each(agsafeset) each(agseterr) each(agseterrf) each(agsetfile) each(gvContext) each(gvFreeLayout)           \
              each(gvFreeRenderData) each(gvLayout) each(gvRenderData)

/// Each member is the function of that name.
struct GraphvizLibrary {
#define CHAINRULE_MEMBER(name) decltype(&::name) name = nullptr;
  CHAINRULE_GRAPHVIZ_FUNCTIONS(CHAINRULE_MEMBER)
#undef CHAINRULE_MEMBER
  decltype(&::AgIoDisc) io = nullptr;
  decltype(&::AgMemDisc) memory = nullptr;
  decltype(&::AgIdDisc) identifiers = nullptr;
};

/// Loads the library unless it is loaded. Throws Error where it is gone since this was built.
const GraphvizLibrary& graphviz_library();

}  // namespace chainrule
