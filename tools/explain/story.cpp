#include <chainrule/engine/graph/stable_form.hpp>
#include <chainrule/tools/explain/story.hpp>
#include <chainrule/tools/text/columns.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace chainrule {

namespace {

bool is_finite(const std::vector<double>& numbers) {
  return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

/// Tells one derivation.
class Story {
 public:
  Story(Document& document, const Derivations& derivations, const Derivation& derivation)
      : document_(document), all_(derivations), derivation_(derivation) {}

  void tell() {
    document_.heading({{.words = {}, .formula = derivation_.cotangent, .is_formula = true}});
    const Formula number = numbers_formula(derivation_.numbers);
    if (derivation_.is_loss) {
      sentence("about.loss");
      return document_.equation(derivation_.cotangent, {{.parts = {derivation_.full, number}, .note = {}}});
    }
    sentence("about");
    if (derivation_.shares.empty()) return sentence("rule.nothing");
    tell_rule();
    if (is_summed()) sentence("summed");
    tell_paths();
    tell_working();
    tell_recipe();
  }

 private:
  void sentence(std::string_view key, Arguments more = {}) {
    more.insert(more.end(), {{"z", derivation_.name},
                             {"dz", derivation_.cotangent},
                             {"full", derivation_.full},
                             {"loss", name_of(all_.labels(), all_.flow().loss())},
                             {"examples", number_formula(static_cast<double>(all_.sweep().examples()))}});
    document_.paragraph(say(document_.language, key, more));
  }

  bool is_summed() const {
    return all_.sweep().examples() > 1 && std::ranges::any_of(derivation_.shares, &Share::is_summed);
  }

  bool has_whole_shares() const {
    return std::ranges::any_of(derivation_.shares, [](const Share& share) { return share.edge.empty(); });
  }

  bool is_direct() const {
    const std::vector<Share>& shares = derivation_.shares;
    return shares.size() == 1 && shares[0].consumer == all_.flow().loss() && !shares[0].edge.empty();
  }

  void tell_rule() {
    if (has_whole_shares()) return tell_whole();
    if (is_direct()) return tell_direct();
    std::vector<Formula> consumers;
    for (const Share& share : derivation_.shares)
      if (consumers.empty() || consumers.back().text != share.consumer_name.text)
        consumers.push_back(share.consumer_name);
    const bool is_one = derivation_.shares.size() == 1;
    sentence(is_one ? "rule.through" : "rule.several",
             {{"consumer", consumers[0]}, {"consumers", joined(consumers, ", ", ",\\ ")}});
    tell_products();
    document_.paragraph(say(document_.language, "with"));
    for (const Share& share : derivation_.shares) tell_factors(share);
    for (const Share& share : derivation_.shares) tell_conditions(share.nonzero);
  }

  /// The loss alone uses it: its cotangent is the partial itself.
  void tell_direct() {
    const Share& share = derivation_.shares[0];
    sentence("rule.direct");
    document_.equation(
        derivation_.cotangent,
        {{.parts = {derivation_.full, share.partial, share.substituted, printed_number(share, derivation_.numbers)},
          .note = {}}});
    tell_conditions(share.nonzero);
    tell_cancellation(share, derivation_.cotangent);
  }

  /// The note that stands behind the printed form.
  static Formula printed_number(const Share& share, std::span<const double> computed) {
    return share.printed ? number_formula(*share.printed) : numbers_formula(computed);
  }

  void tell_cancellation(const Share& share, const Formula& name) {
    if (share.printed)
      sentence("cancels", {{"form", share.partial},
                           {"printed", number_formula(*share.printed)},
                           {"computed", equal({name, numbers_formula(share.local)})}});
  }

  /// Each condition once in a derivation.
  void tell_conditions(const std::vector<Formula>& nonzero) {
    std::vector<Formula> untold;
    for (const Formula& divisor : nonzero)
      if (told_.insert(divisor.text).second) untold.push_back(divisor);
    if (!untold.empty()) sentence("holds", {{"conditions", conditions(document_.language, untold)}});
  }

  void tell_products() {
    std::vector<Formula> products, numbers;
    for (const Share& share : derivation_.shares) {
      const Formula factors[] = {share.upstream, share.edge};
      products.push_back(product(factors));
      if (share.local.size() != 1 || share.arriving.size() != 1) continue;
      const bool is_first = numbers.empty();
      const Formula values[] = {is_first ? number_formula(share.arriving[0]) : factor_formula(share.arriving[0]),
                                factor_formula(share.local[0])};
      numbers.push_back(product(values));
    }
    if (derivation_.shares_left_out > 0) {
      products.push_back({"...", "\\ldots"});
      numbers.clear();
    }
    EquationRow last;
    if (numbers.size() == products.size() && !is_summed()) last.parts.push_back(sum(numbers));
    last.parts.push_back(numbers_formula(derivation_.numbers));
    Formula rule = sum(products);
    if (is_summed()) rule = {fmt::format("Σ {}", rule.text), fmt::format("\\sum_{{i=1}}^{{m}} {}", rule.latex)};
    document_.equation(derivation_.cotangent, {{.parts = {rule}, .note = {}}, last});
  }

  /// Each factor by itself: da = dL/da = -1.904837, da/dz = a(1 - a) = ... = 0.249376.
  void tell_factors(const Share& share) {
    document_.equation(share.upstream, {{.parts = {share.upstream_full, numbers_formula(share.arriving)}, .note = {}}});
    std::vector<Formula> parts{share.partial};
    if (!share.substituted.empty()) parts.push_back(share.substituted);
    parts.push_back(printed_number(share, share.local));
    document_.equation(share.edge, {{.parts = parts, .note = {}}});
    tell_cancellation(share, share.edge);
  }

  void tell_whole() {
    for (const Share& share : derivation_.shares) {
      sentence("rule.whole", {{"consumer", share.consumer_name}});
      const Formula factors[] = {share.upstream, share.partial};
      document_.equation(derivation_.cotangent,
                         {{.parts = {share.edge.empty() ? share.partial : product(factors)}, .note = {}},
                          {.parts = {numbers_formula(share.adds)}, .note = {}}});
    }
    if (derivation_.shares.size() > 1)
      document_.equation(derivation_.cotangent, {{.parts = {numbers_formula(derivation_.numbers)}, .note = {}}});
  }

  void tell_paths() {
    if (derivation_.paths.empty()) return;
    sentence("paths", {{"count", number_formula(derivation_.path_count)}});
    std::vector<Formula> products;
    for (const PathProduct& path : derivation_.paths) {
      EquationRow row{.parts = {}, .note = {}};
      std::vector<Formula> factors;
      for (const double factor : path.factors)
        factors.push_back(factors.empty() ? number_formula(factor) : factor_formula(factor));
      if (!factors.empty() && factors.size() <= 12) row.parts.push_back(product(factors));
      if (path.product) {
        row.parts.push_back(number_formula(*path.product));
        products.push_back(products.empty() ? number_formula(*path.product) : factor_formula(*path.product));
      }
      document_.equation(path.names, {row});
    }
    const double left = derivation_.path_count - static_cast<double>(derivation_.paths.size());
    if (left > 0) return sentence("paths.more", {{"left", number_formula(left)}});
    if (products.size() == derivation_.paths.size())
      document_.equation(derivation_.cotangent,
                         {{.parts = {sum(products), numbers_formula(derivation_.numbers)}, .note = {}}});
  }

  void tell_working() {
    if (!derivation_.working || derivation_.working->steps.empty()) return;
    const Working& working = *derivation_.working;
    document_.paragraph(say(document_.language, working.is_term ? "working.term"
                                                : is_direct()   ? "working.direct"
                                                                : "working"));
    std::vector<EquationRow> rows{{.parts = {working.start}, .note = {}}};
    for (const WorkingStep& step : working.steps)
      rows.push_back({.parts = {step.whole}, .note = rewriting_name(document_.language, step)});
    document_.equation(working.is_term ? Formula() : derivation_.cotangent, rows);
    tell_comparison(working);
    tell_conditions(working.nonzero);
  }

  void tell_comparison(const Working& working) {
    const Formula number = number_formula(working.value);
    if (working.agrees && is_finite(derivation_.numbers)) {
      if (!is_summed()) sentence("same", {{"numbers", equal({working.result, working.substituted, number})}});
      return;
    }
    Line line = say(document_.language, "differs",
                    {{"long", numbers_formula(derivation_.numbers)}, {"short", equal({working.result, number})}});
    for (const Share& share : derivation_.shares)
      if (const OpInfo* op = stable_op(share.consumer)) {
        line.push_back({.words = " ", .formula = {}});
        for (Span& span : say(document_.language, "differs.stable", {{"op", code_formula(op->name)}}))
          line.push_back(std::move(span));
      }
    document_.paragraph(std::move(line));
  }

  /// The op to which the consumers of `inner` fuse with it.
  const OpInfo* stable_op(NodeId inner) const {
    for (const Edge& edge : all_.flow().into(inner)) {
      const auto stable = stable_form(all_.graph(), edge.consumer);
      if (stable && stable->inner == inner) return stable->op;
    }
    return nullptr;
  }

  void tell_recipe() {
    if (derivation_.recipe.empty() || is_summed() || is_direct()) return;
    const auto& working = derivation_.working;
    if (working && columns(working->result.text) <= columns(derivation_.recipe.text)) return;
    document_.paragraph(say(document_.language, "recipe"));
    document_.equation(
        derivation_.cotangent,
        {{.parts = {derivation_.recipe, derivation_.recipe_substituted, numbers_formula(derivation_.numbers)},
          .note = {}}});
    tell_conditions(derivation_.recipe_nonzero);
  }

  Document& document_;
  const Derivations& all_;
  const Derivation& derivation_;
  std::set<std::string> told_;  // conditions
};

}  // namespace

Line rewriting_name(Language language, const WorkingStep& step) {
  return say(language, fmt::format("rewriting.{}", to_text(step.kind)), {{"subject", step.subject}});
}

Formula conditions(Language language, std::span<const Formula> nonzero) {
  std::vector<Formula> parts;
  for (const Formula& divisor : nonzero)
    parts.push_back({fmt::format("{} != 0", divisor.text), fmt::format("{} \\ne 0", divisor.latex)});
  const std::string word(phrase(language, "and"));
  return joined(parts, word, fmt::format("\\text{{{}}}", word));
}

void tell(Document& document, const Derivations& derivations, const Derivation& derivation) {
  Story(document, derivations, derivation).tell();
}

}  // namespace chainrule
