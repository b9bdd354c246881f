#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

namespace chainrule {

Lecture lecture(Graph& graph) {
  Lecture l;
  l.x1 = graph.input("x1", 1);
  l.x2 = graph.input("x2", 2);
  l.y = graph.input("y", 1);
  l.w1 = graph.parameter("w1", 0.5);
  l.w2 = graph.parameter("w2", -0.25);
  l.b = graph.parameter("b", 0.1);
  // One product per statement: within one expression the compiler would choose which node comes first.
  const Expr first = l.w1 * l.x1;
  const Expr second = l.w2 * l.x2;
  l.z = named("z", first + second + l.b);
  l.a = named("a", sigmoid(l.z));
  l.L = named("L", log_loss(l.a, l.y));
  const Expr box[] = {first, second, first + second, l.z};
  graph.group("z", box);
  graph.set_loss(l.L);
  return l;
}

LectureOfMany lecture_m(Graph& graph) {
  const Lecture one = lecture(graph);
  const Expr J = named("J", mean_over_examples(one.L));
  graph.set_loss(J);
  return {one, J};
}

}  // namespace chainrule
