#include <chainrule/tools/reports/results.hpp>
#include <chainrule/tools/text/columns.hpp>

#include <algorithm>

namespace chainrule {
std::string result_lines(const std::vector<Result>& results) {
  constexpr std::size_t kWidest = 24;  // one long name does not push all values aside
  std::size_t width = 0;
  for (const Result& result : results) width = std::max(width, std::min(columns(result.name), kWidest));
  std::string lines;
  for (const Result& result : results) {
    lines += result.name;
    lines.append(width - std::min(width, columns(result.name)), ' ');
    lines += " = " + tensor_text(result.numbers) + '\n';
  }
  return lines;
}

void write_results(JsonWriter& json, const std::vector<Result>& results) {
  json.begin_object();
  for (const Result& result : results) json.key(result.name).tensor(result.numbers);
  json.end_object();
}

ExitStatus status_of(const std::vector<Result>& results) {
  const bool finite = std::ranges::all_of(results, [](const Result& result) { return result.numbers.all_finite(); });
  return finite ? ExitStatus::done : ExitStatus::not_finite;
}

}  // namespace chainrule
