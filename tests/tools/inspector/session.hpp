// Sessions of the inspector, without a terminal.
#pragma once

#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>
#include <chainrule/tools/inspector/commands.hpp>
#include <chainrule/tools/inspector/inspector.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace testing {

using namespace chainrule;
using inspector::Inspector;

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The lecture's graph and an inspector of it.
struct Session {
  Graph graph;
  Lecture nodes;
  Sweep sweep;
  Inspector inspector;

  Session() : nodes(lecture(graph)), sweep(graph), inspector(sweep, nodes.L) {}
  std::string operator()(const std::string& command) { return inspector.execute(command).text; }
};

/// A tensor parameter with its six numbers squared and added up.
struct TensorSession {
  Graph graph;
  Expr W = graph.parameter("W", Shape{2, 3}, std::vector<double>{1, 2, 3, 4, 5, 6});
  Expr loss = named("L", sum(square(W)));
  Sweep sweep{graph};
  Inspector inspector{sweep, loss};
  std::string operator()(const std::string& command) { return inspector.execute(command).text; }
};

}  // namespace testing
