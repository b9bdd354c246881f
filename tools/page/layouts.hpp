// The diagram of a page: laid out once per style and per box that opens, in numbers that the page draws from.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/graphs/dot/dot_writer.hpp>
#include <chainrule/tools/text/json_text.hpp>

namespace chainrule {

/// Writes a JSON array of layouts: the lecture's style, the ops' and, for every box of several operations, the
/// lecture's with that box open. `sweep` has run backward from the loss; it may be without numbers to show if `labels`
/// is all that a page of a large graph has. Empty if Graphviz could not lay it out in reasonable time.
void write_layouts(JsonWriter& json, const Labels& labels, const Sweep& sweep, bool with_operations);

}  // namespace chainrule
