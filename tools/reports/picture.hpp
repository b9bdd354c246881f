// Pictures of a loaded graph: with its numbers, step by step, and before and after.
#pragma once

#include <chainrule/engine/stepper/stepper.hpp>
#include <chainrule/graphs/dot/dot_moment.hpp>
#include <chainrule/graphs/dot/dot_writer.hpp>
#include <chainrule/graphs/dot/render.hpp>
#include <chainrule/tools/arguments/graph_arguments.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace chainrule {

/// The short forms of the cotangents in a picture, where there are any: dz = a - y. `sweep` has run
/// backward; its graph gets more nodes.
std::vector<std::pair<Expr, std::string>> short_forms_of(const Sweep& sweep);

/// The picture in the DOT language, of what `picture` asks for. Runs the sweep as far as that needs.
std::string picture_of(const LoadedGraph& loaded, DotOptions picture);

/// The changes from one set of values to another, each a JSON file as --values takes it.
std::string picture_of_difference(const LoadedGraph& loaded, DotOptions picture, const std::string& before,
                                  const std::string& after);

/// The pictures of all steps of the loaded graph, in one layout: nothing moves from one to the next. Names
/// must outlive it, and the graph must have a loss.
class Frames {
 public:
  /// Runs the sweep forward and backward. Error if the graph is too large to be laid out.
  Frames(const LoadedGraph& loaded, const DotOptions& picture);

  /// Steps are 1 to this; frame 0 is the state before the first.
  std::size_t steps() const { return stepper_.size(); }
  /// In the DOT language. GraphError if there is no such step.
  std::string operator[](std::size_t step);

 private:
  std::string caption(std::size_t step);
  std::string padded(const std::string& caption) const;

  DotOptions picture_;
  Stepper stepper_;
  DotMoment moment_;
  std::size_t columns_ = 0;  // of the longest caption
  PictureLayout layout_;
};

}  // namespace chainrule
