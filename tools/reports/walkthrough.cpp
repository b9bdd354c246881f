#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/simplify/simplify.hpp>
#include <chainrule/tools/reports/walkthrough.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/short_form.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace chainrule {

namespace {

constexpr std::size_t kMostNodes = 64;
constexpr std::size_t kLongestShortForm = 40;

/// The number behind a sign of multiplication or addition.
std::string factor(double number) {
  const std::string text = short_text(number);
  return text.starts_with('-') ? fmt::format("({})", text) : text;
}

}  // namespace

Walkthrough::Walkthrough(const Sweep& sweep)
    : sweep_(sweep), graph_(sweep.graph()), labels_(graph_), loss_(*sweep.loss()), definitions_(sweep, labels_) {
  collect();
  find_uses();
}

/// The named operations and leaves that the loss is made of.
void Walkthrough::collect() {
  std::vector<NodeId> open{loss_};
  std::set<NodeId> seen{loss_};
  while (!open.empty()) {
    const NodeId node = open.back();
    open.pop_back();
    if (graph_.role(node) != Role::operation) {
      if (!graph_.name_of(node).empty()) leaves_.push_back(node);
      continue;
    }
    if (named_.size() == kMostNodes || !definitions_.can_define(node, Depth::named))
      throw InputError(
          fmt::format("at {}: this tells of small graphs of scalars, with one example; chainrule step shows "
                      "any graph",
                      labels_[node]),
          label(node));
    named_.push_back(node);
    for (const NodeId operand : definitions_.define(node, Depth::named).operands)
      if (seen.insert(operand).second) open.push_back(operand);
  }
  std::ranges::sort(named_);
  std::ranges::sort(leaves_);
  if (!sweep_.has_cotangent(loss_))
    throw InputError(fmt::format("{} depends on no parameter: there is nothing to learn", labels_[loss_]),
                     label(loss_));
}

void Walkthrough::find_uses() {
  in_values_.emplace(loss_, 1);
  for (auto node = named_.rbegin(); node != named_.rend(); ++node) {
    if (!sweep_.has_cotangent(*node)) continue;
    if (*node != loss_) {
      receivers_.push_back(*node);
      in_values_.emplace(*node, simplify(sum_of_products(*node, false)));
    }
    const Definition definition = definitions_.define(*node, Depth::named);
    for (std::size_t i = 0; i < definition.operands.size(); ++i) {
      if (!sweep_.has_cotangent(definition.operands[i])) continue;
      const Expr partial = definitions_.partial(definition, i);
      uses_[definition.operands[i]].push_back(
          {.consumer = *node, .partial = definition.is_one_op ? partial : simplify(partial)});
    }
  }
  for (const NodeId leaf : leaves_) {
    if (!uses_.contains(leaf)) continue;
    receivers_.push_back(leaf);
    in_values_.emplace(leaf, simplify(sum_of_products(leaf, false)));
  }
}

/// The sum over the node's consumers: each one's cotangent, by its name or written out, times the partial.
Expr Walkthrough::sum_of_products(NodeId node, bool in_cotangents) {
  const Algebra& algebra = graph_.ops().algebra;
  std::vector<Expr> products;
  for (const Use& use : uses_.at(node)) {
    const bool is_named = in_cotangents && use.consumer != loss_;
    const Expr upstream =
        is_named ? definitions_.leaf(cotangent(use.consumer), slope(use.consumer)) : in_values_.at(use.consumer);
    products.push_back(algebra.multiply(use.partial, upstream));
  }
  Expr sum = products[0];
  for (std::size_t i = 1; i < products.size(); ++i) sum = algebra.add(sum, products[i]);
  return sum;
}

std::string Walkthrough::text(double alpha) {
  return values() + forward() + backward() + backward_in_full() + recipe() + update(alpha);
}

std::string Walkthrough::values() const {
  std::string text;
  for (const auto& [role, words] : {std::pair(Role::input, "inputs"), std::pair(Role::parameter, "parameters")}) {
    std::string list;
    for (const NodeId leaf : leaves_)
      if (graph_.role(leaf) == role)
        list += fmt::format("{}{} = {}", list.empty() ? "" : ", ", labels_[leaf], short_text(value(leaf)));
    if (!list.empty()) text += fmt::format("  {:<12}{}\n", words, list);
  }
  return text;
}

std::string Walkthrough::forward() {
  std::string text = fmt::format("\nForward, from the inputs to {}:\n", labels_[loss_]);
  for (const NodeId node : named_) {
    const Expr book = definitions_.define(node, Depth::named).value;
    text += equation(label(node), {formula(graph_, node, labels_, Dialect::display), reading_text(book),
                                   text_with_numbers(book), short_text(value(node))});
  }
  return text;
}

std::string Walkthrough::cotangent(NodeId node, Notation notation) const {
  return notation == Notation::full ? partial_label(labels_, loss_, node) : cotangent_label(labels_, node, loss_);
}

/// The loss alone uses it: then its cotangent is the partial itself.
bool Walkthrough::is_next_to_loss(NodeId node) const {
  const std::vector<Use>& uses = uses_.at(node);
  return uses.size() == 1 && uses[0].consumer == loss_;
}

std::string Walkthrough::rule(NodeId node, Notation notation) const {
  std::string text;
  for (const Use& use : uses_.at(node))
    text += fmt::format("{}{} * {}", text.empty() ? "" : " + ", cotangent(use.consumer, notation),
                        partial_label(labels_, use.consumer, node));
  return text;
}

std::string Walkthrough::rule_with_numbers(NodeId node) const {
  std::string text;
  for (const Use& use : uses_.at(node)) {
    const std::string upstream = text.empty() ? short_text(slope(use.consumer)) : factor(slope(use.consumer));
    text += fmt::format("{}{} * {}", text.empty() ? "" : " + ", upstream, factor(number_of(use.partial)));
  }
  return text;
}

/// "(= a - y)" or "(= x1*dz)", whichever is shorter; empty if neither is short.
std::string Walkthrough::shortest_form(NodeId node) {
  std::string shortest;
  for (const Expr& form : {in_values_.at(node), simplify(sum_of_products(node, true))}) {
    const std::string text = reading_text(form);
    const bool is_better = shortest.empty() || columns(text) < columns(shortest);
    if (is_better && columns(text) <= kLongestShortForm && agrees(number_of(form), slope(node))) shortest = text;
  }
  return shortest.empty() ? shortest : fmt::format("(= {})", shortest);
}

std::string Walkthrough::backward() {
  std::string text =
      fmt::format("\nBackward, the chain rule from {0} to the parameters (dv is short for d{0}/dv):\n", labels_[loss_]);
  for (const NodeId node : receivers_) {
    const std::string result = short_text(slope(node));
    if (is_next_to_loss(node)) {
      const Expr& partial = uses_.at(node)[0].partial;
      text += equation(cotangent(node), {partial_label(labels_, loss_, node), reading_text(partial),
                                         text_with_numbers(partial), result});
      continue;
    }
    for (const Use& use : uses_.at(node))
      text += equation(partial_label(labels_, use.consumer, node),
                       {reading_text(use.partial), text_with_numbers(use.partial), short_text(number_of(use.partial))});
    text += equation(cotangent(node), {rule(node, Notation::lecture), rule_with_numbers(node), result},
                     shortest_form(node));
  }
  return text;
}

std::string Walkthrough::backward_in_full() const {
  std::string text = "\nThe same in the other notation:\n";
  for (const NodeId node : receivers_) {
    const std::string result = short_text(slope(node));
    const std::string name = cotangent(node, Notation::full);
    text += is_next_to_loss(node) ? equation(name, {reading_text(uses_.at(node)[0].partial), result})
                                  : equation(name, {rule(node, Notation::full), rule_with_numbers(node), result});
  }
  return text;
}

std::string Walkthrough::recipe() {
  std::set<NodeId, std::greater<>> consumers;  // of parameters
  for (const NodeId leaf : leaves_)
    if (uses_.contains(leaf))
      for (const Use& use : uses_.at(leaf)) consumers.insert(use.consumer);
  std::vector<std::pair<NodeId, Expr>> lines;
  for (const NodeId node : consumers)
    if (node != loss_) lines.emplace_back(node, in_values_.at(node));
  for (const NodeId leaf : leaves_)
    if (uses_.contains(leaf)) lines.emplace_back(leaf, simplify(sum_of_products(leaf, true)));
  std::string text = "\nThe short recipe:\n";
  for (const auto& [node, form] : lines) {
    if (columns(reading_text(form)) > kLongestShortForm || !agrees(number_of(form), slope(node))) return {};
    text += equation(cotangent(node), {reading_text(form), text_with_numbers(form), short_text(number_of(form))});
  }
  return text;
}

std::string Walkthrough::update(double alpha) {
  const Algebra& algebra = graph_.ops().algebra;
  std::string text =
      fmt::format("\nThe update, α = {}, all gradients first and then all parameters:\n", short_text(alpha));
  Sweep after(graph_);
  for (const NodeId leaf : leaves_)
    if (graph_.role(leaf) != Role::constant) after.set(graph_.expr(leaf), sweep_.primal_of(leaf));
  for (const NodeId leaf : leaves_) {
    if (!uses_.contains(leaf)) continue;
    const Expr rate = definitions_.leaf(graph_.find("α") ? "alpha'" : "α", alpha);
    const Expr slope_of_leaf = definitions_.leaf(cotangent(leaf), slope(leaf));
    const Expr updated = algebra.subtract(definitions_.leaf(leaf), algebra.multiply(rate, slope_of_leaf));
    const double result = value(leaf) - alpha * slope(leaf);
    text += equation(label(leaf) + " :=", {reading_text(updated), text_with_numbers(updated), short_text(result)});
    after.set(graph_.expr(leaf), result);
  }
  after.forward();
  return text + new_values(after);
}

std::string Walkthrough::new_values(const Sweep& after) const {
  std::string text = "\nForward again:\n";
  for (const NodeId node : named_) {
    if (node == loss_) continue;
    text += equation(label(node), {short_text(after.primal_of(node)[0])});
  }
  const double before = value(loss_);
  const double now = after.primal_of(loss_)[0];
  return text + equation(label(loss_), {number_text(now)}, fmt::format("(it was {})", number_text(before)));
}

}  // namespace chainrule
