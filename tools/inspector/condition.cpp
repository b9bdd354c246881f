#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/tools/inspector/condition.hpp>
#include <chainrule/tools/inspector/reference.hpp>
#include <chainrule/tools/inspector/words.hpp>
#include <chainrule/tools/text/numbers_text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace chainrule::inspector {

const std::string_view kConditionHelp =
    R"(A condition compares what a step is about with a number:
  d < 0            the cotangent, as the step leaves it
  |d| < 1e-6       its magnitude; norm(d) of many numbers
  value is nan     the node's value: is nan, is inf, is finite, is not finite
  local contribution upstream before after    the step's other numbers
  z > 0, dz != 0, dW[0,2] > 1    any node or cotangent, as far as it is known
  ... and ..., ... or ...        `and` binds tighter
Of many numbers some must compare so; `finite` means all. What a step does not
have compares false.
)";

namespace {

using Numbers = std::optional<std::vector<double>>;
using Quantity = std::function<Numbers(const Step&)>;
using Condition = std::function<bool(const Step&)>;

Numbers if_any(const std::vector<double>& numbers) { return numbers.empty() ? Numbers() : Numbers(numbers); }

Numbers cotangent_of(const Step& step) {
  if (step.phase == Phase::forward) return std::nullopt;
  return if_any(step.phase == Phase::update ? step.upstream : step.after);
}

using Field = std::vector<double> Step::*;
constexpr std::array<std::pair<std::string_view, Field>, 5> kFields{{{"local", &Step::local},
                                                                     {"upstream", &Step::upstream},
                                                                     {"contribution", &Step::contribution},
                                                                     {"before", &Step::before},
                                                                     {"after", &Step::after}}};

constexpr std::array<std::string_view, 6> kComparisons{"<=", ">=", "==", "!=", "<", ">"};

bool compare(std::string_view how, double a, double b) {
  if (how == "<=") return a <= b;
  if (how == ">=") return a >= b;
  if (how == "==") return a == b;
  if (how == "!=") return a != b;
  return how == "<" ? a < b : a > b;
}

class Reader {
 public:
  Reader(Stepper& stepper, std::string_view text) : stepper_(stepper), rest_(trimmed(text)) {}

  Condition read() {
    Condition condition = alternatives();
    if (!rest_.empty()) fail("and, or, or the end");
    return condition;
  }

 private:
  [[noreturn]] void fail(std::string_view expected) const {
    throw InputError(fmt::format("the condition: expected {} {}", expected,
                                 rest_.empty() ? "at its end" : fmt::format("at {}", in_quotes(rest_))));
  }

  bool take(std::string_view symbol) {
    if (!rest_.starts_with(symbol)) return false;
    rest_ = trimmed(rest_.substr(symbol.size()));
    return true;
  }

  bool take_keyword(std::string_view word) {
    std::string_view after = rest_;
    if (take_word(after) != word) return false;
    rest_ = after;
    return true;
  }

  Condition alternatives() {
    Condition all = conjunction();
    while (take_keyword("or"))
      all = [a = std::move(all), b = conjunction()](const Step& step) { return a(step) || b(step); };
    return all;
  }

  Condition conjunction() {
    Condition all = comparison();
    while (take_keyword("and"))
      all = [a = std::move(all), b = comparison()](const Step& step) { return a(step) && b(step); };
    return all;
  }

  Condition comparison() {
    Quantity quantity = measure();
    if (take_keyword("is")) return kind_of(std::move(quantity));
    for (const std::string_view how : kComparisons) {
      if (!take(how)) continue;
      const double limit = parse_number(take_token(""));
      return [quantity = std::move(quantity), how, limit](const Step& step) {
        const Numbers numbers = quantity(step);
        return numbers && std::ranges::any_of(*numbers, [&](double number) { return compare(how, number, limit); });
      };
    }
    fail("<, <=, >, >=, ==, != or is");
  }

  Condition kind_of(Quantity quantity) {
    const bool negated = take_keyword("not");
    bool (*is_kind)(double) = nullptr;
    const bool of_all = take_keyword("finite");
    if (of_all)
      is_kind = [](double number) { return std::isfinite(number); };
    else if (take_keyword("nan"))
      is_kind = [](double number) { return std::isnan(number); };
    else if (take_keyword("inf"))
      is_kind = [](double number) { return std::isinf(number); };
    else
      fail("nan, inf or finite");
    return [quantity = std::move(quantity), negated, of_all, is_kind](const Step& step) {
      const Numbers numbers = quantity(step);
      if (!numbers) return false;
      return (of_all ? std::ranges::all_of(*numbers, is_kind) : std::ranges::any_of(*numbers, is_kind)) != negated;
    };
  }

  Quantity measure() {
    if (take("|")) {
      Quantity inner = quantity(take_token("|"));
      if (!take("|")) fail("|");
      return [inner = std::move(inner)](const Step& step) {
        Numbers numbers = inner(step);
        if (numbers)
          for (double& number : *numbers) number = std::abs(number);
        return numbers;
      };
    }
    if (take("norm(")) {
      Quantity inner = quantity(take_token(")"));
      if (!take(")")) fail(")");
      return [inner = std::move(inner)](const Step& step) {
        const Numbers numbers = inner(step);
        return numbers ? Numbers(std::vector{norm_of(*numbers)}) : numbers;
      };
    }
    return quantity(take_token("<>=!"));
  }

  /// Up to a blank, to one of those characters, or to a parenthesis that is not opened here; brackets and quotes may
  /// hold any.
  std::string_view take_token(std::string_view ends) {
    std::size_t end = 0;
    int depth = 0;
    bool is_quoted = false;
    for (; end < rest_.size(); ++end) {
      const char c = rest_[end];
      if (is_quoted && c == '\\') {
        ++end;
        continue;
      }
      if (c == '"') is_quoted = !is_quoted;
      if (is_quoted) continue;
      if (c == '[' || c == '(') ++depth;
      const bool closes = c == ']' || c == ')';
      if (closes && depth > 0) {
        --depth;
        continue;
      }
      if (depth == 0 && (c == ' ' || c == '\t' || ends.find(c) != std::string_view::npos)) break;
    }
    end = std::min(end, rest_.size());
    const std::string_view token = rest_.substr(0, end);
    rest_ = trimmed(rest_.substr(end));
    return token;
  }

  Quantity quantity(std::string_view name) {
    if (name.empty()) fail("what to compare: d, value, z, dz");
    Stepper* stepper = &stepper_;
    if (name == "d") return cotangent_of;
    if (name == "value") return [stepper](const Step& step) { return stepper->value(step.subject()); };
    for (const auto& [word, field] : kFields)
      if (name == word) return [member = field](const Step& step) { return if_any(step.*member); };
    const Reference reference = find_reference(stepper_, name);
    if (reference.is_cotangent) static_cast<void>(stepper_.sweep().cotangents(stepper_.graph().expr(reference.node)));
    return [stepper, reference](const Step&) { return numbers_of(*stepper, reference); };
  }

  Stepper& stepper_;
  std::string_view rest_;
};

}  // namespace

std::function<bool(const Step&)> read_condition(Stepper& stepper, std::string_view text) {
  return Reader(stepper, text).read();
}

}  // namespace chainrule::inspector
