// What users ask the simplifier for.
#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/simplify/simplifier.hpp>
#include <chainrule/engine/simplify/simplify.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>

namespace chainrule {

namespace {

/// Counts the nodes that only one of two expressions reaches, consumers before their operands.
class Comparison {
 public:
  Comparison(const Expr& a, const Expr& b) : graph_(a.graph()) {
    reach(a.id(), kInA);
    reach(b.id(), kInB);
  }

  /// Whether `a` has more distinct nodes than `b`, down to the leaves. What is below a node that both reach counts for
  /// neither, so the walk mostly ends where they meet; true if it takes too long.
  bool is_a_larger() {
    for (std::size_t visited = 0; visited < kMostCompared; ++visited) {
      if (pending_operations_ == 0 && only_a_ + pending_ <= only_b_) return false;
      if (reached_.empty()) return true;
      visit_last();
    }
    return true;
  }

 private:
  static constexpr unsigned kInA = 1, kInB = 2;
  static constexpr std::size_t kMostCompared = 100'000;

  void visit_last() {
    const auto [id, owners] = *reached_.begin();
    count_pending(id, owners, -1);
    reached_.erase(reached_.begin());
    only_a_ += owners == kInA;
    only_b_ += owners == kInB;
    for (const NodeId operand : graph_->operands(id)) reach(operand, owners);
  }

  void reach(NodeId id, unsigned owners) {
    unsigned& known = reached_[id];
    count_pending(id, known, -1);
    known |= owners;
    count_pending(id, known, 1);
  }

  void count_pending(NodeId id, unsigned owners, int change) {
    if (owners != kInA) return;
    pending_ += change;
    if (graph_->role(id) == Role::operation) pending_operations_ += change;
  }

  const Graph* graph_;
  std::map<NodeId, unsigned, std::greater<>> reached_;
  long pending_ = 0, pending_operations_ = 0;  // reached by a alone and not yet counted
  long only_a_ = 0, only_b_ = 0;
};

Simplification simplified(const Expr& expression, bool with_steps) {
  const Simplification unchanged{expression, {}, {}, {}};
  if (expression.is_number()) return unchanged;
  Simplifier closed(expression, Excerpt::Names::closed);
  std::optional<Simplifier> open;
  if (closed.has_closed_names()) open.emplace(expression, Excerpt::Names::open);
  Simplifier& best = open && open->size() < closed.size() ? *open : closed;
  if (!best.has_improved()) return unchanged;
  Simplification result{best.result(), {}, {}, {}};
  if (Comparison(result.result, expression).is_a_larger()) return unchanged;
  if (with_steps) {
    result.steps = best.steps();
    result.chain = best.chain();
    result.nonzero = best.nonzero();
  }
  return result;
}

}  // namespace

Expr simplify(const Expr& expression) { return simplified(expression, false).result; }

Simplification simplify_with_steps(const Expr& expression) { return simplified(expression, true); }

}  // namespace chainrule
