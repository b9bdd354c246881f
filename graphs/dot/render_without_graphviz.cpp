// Stands in for render.cpp in a build without Graphviz.
#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/dot/render.hpp>

namespace chainrule {
namespace {

[[noreturn]] void refuse() {
  throw Error(
      "this build draws no pictures: install Graphviz (on Debian: graphviz, libgraphviz-dev) and build it again, or "
      "write the graph as DOT");
}

}  // namespace

std::string render_dot(std::string_view, std::string_view) { refuse(); }

PictureLayout lay_out_dot(std::string_view) { refuse(); }

}  // namespace chainrule
