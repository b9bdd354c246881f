// How each cotangent comes to its short form, as a page shows it.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/tools/text/json_text.hpp>

#include <string>

namespace chainrule {

/// Writes a JSON object: by node, what the chain rule wrote, each rewriting, the short form, and where it holds; and
/// the questions that learners ask there, in each language. Short forms that are one number are functions of the nodes'
/// values too, which are appended to the page's program: short[ID] = (value) => ... `sweep` has run backward; its graph
/// gets more nodes.
void write_algebra(JsonWriter& json, std::string& program, const Labels& labels, const Sweep& sweep);

}  // namespace chainrule
