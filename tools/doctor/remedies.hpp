// Remedies for the doctor's findings.
#pragma once

#include <chainrule/engine/check/diagnosis.hpp>

#include <string>
#include <vector>

namespace chainrule {

/// The op that gives the same value without going through what breaks here, if there is one: log_loss_with_logit where
/// log_loss takes a sigmoid. Found by the ops' stable rules, along the finding's path.
const OpInfo* stable_op(const Graph& graph, const Finding& finding);

/// One or two sentences.
std::string remedy(const Graph& graph, const Finding& finding);

}  // namespace chainrule
