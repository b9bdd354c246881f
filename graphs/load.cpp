#include <chainrule/graphs/json/json_reader.hpp>
#include <chainrule/graphs/load.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/graphs/source/source_text.hpp>
#include <chainrule/graphs/text/text_reader.hpp>

namespace chainrule {
namespace {

bool is_json(const std::string& path, const std::string& content) {
  if (path.ends_with(".json")) return true;
  if (path.ends_with(".graph")) return false;
  const std::size_t begin = content.find_first_not_of(" \t\r\n", SourceText(content, path).begin());
  return begin != std::string::npos && content[begin] == '{';
}

}  // namespace

void load_graph(Graph& graph, const std::string& path) {
  const std::string content = read_file(path);
  const auto read = is_json(path, content) ? read_json : read_text;
  read(graph, content, file_label(path));
}

}  // namespace chainrule
