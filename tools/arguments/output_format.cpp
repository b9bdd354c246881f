#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/dot/render.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/tools/arguments/output_format.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace chainrule {

std::string known_suffix(const std::string& path, std::span<const std::string_view> suffixes) {
  std::string suffix = std::filesystem::path(path).extension().string();
  for (char& c : suffix)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (std::ranges::find(suffixes, suffix) == suffixes.end())
    throw UsageError(fmt::format("{}: the suffix says how to write the file; it is one of {}", in_quotes(path),
                                 fmt::join(suffixes, ", ")));
  return suffix;
}

void write_picture(const std::string& path, const std::string& dot) {
  const std::string suffix = known_suffix(path, kPictureSuffixes);
  const bool is_text = suffix == ".dot" || suffix == ".gv";
  write_file(path, is_text ? dot : render_dot(dot, suffix.substr(1)));
}

}  // namespace chainrule
