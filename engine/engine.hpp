// The engine's face: graphs, their derivatives, sweeps and programs, formulas and checks, in one include. The functions
// to write graphs with stand in ops/functions.hpp.
#pragma once

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/jacobian.hpp>
#include <chainrule/engine/autodiff/jvp.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/autodiff/tangents.hpp>
#include <chainrule/engine/check/gradient_check.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/graph/define.hpp>
#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/engine/simplify/simplify.hpp>
