// A diagnosis, for people and for programs.
#pragma once

#include <chainrule/engine/check/diagnosis.hpp>
#include <chainrule/engine/graph/labels.hpp>

#include <string>

namespace chainrule {

std::string diagnosis_text(const Diagnosis& diagnosis, const Sweep& sweep, const Labels& labels);
/// {"findings": [{kind, node, op, value, inputs, upstream, local, path, remedy, ...}, ...]}
std::string diagnosis_json(const Diagnosis& diagnosis, const Sweep& sweep, const Labels& labels);

/// The first finding in one line; empty if there is none.
std::string first_headline(const Diagnosis& diagnosis, const Sweep& sweep);

/// Whether a value or a cotangent of a sweep that has run backward is not finite: then it is time for the doctor.
bool is_ill(const Sweep& sweep);

}  // namespace chainrule
