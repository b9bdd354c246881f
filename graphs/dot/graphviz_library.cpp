#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/base/shared_library.hpp>
#include <chainrule/graphs/dot/graphviz_library.hpp>

namespace chainrule {
namespace {

template <class P> void find(const SharedLibrary& library, const char* name, P& place) {
  place = library.find<P>(name);
  if (place == nullptr) throw Error("pictures need Graphviz, which is not installed: its package is called graphviz");
}

GraphvizLibrary loaded() {
  const SharedLibrary library({CHAINRULE_GRAPHVIZ_LIBRARY, CHAINRULE_GRAPHVIZ_NAME});
  GraphvizLibrary functions;
#define CHAINRULE_FIND(name) find(library, #name, functions.name);
  CHAINRULE_GRAPHVIZ_FUNCTIONS(CHAINRULE_FIND)
#undef CHAINRULE_FIND
  find(library, "AgIoDisc", functions.io);
  find(library, "AgMemDisc", functions.memory);
  find(library, "AgIdDisc", functions.identifiers);
  return functions;
}

}  // namespace

const GraphvizLibrary& graphviz_library() {
  static const GraphvizLibrary kLibrary = loaded();
  return kLibrary;
}

}  // namespace chainrule
