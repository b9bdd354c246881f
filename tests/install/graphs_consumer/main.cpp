// A user's program where neither Graphviz nor nlohmann-json is: text is read, text, JSON and DOT are written; what
// needs the two says which to install.
#include <chainrule/chainrule.hpp>
#include <chainrule/graphs/dot/dot_writer.hpp>
#include <chainrule/graphs/dot/render.hpp>
#include <chainrule/graphs/json/json_reader.hpp>
#include <chainrule/graphs/json/json_writer.hpp>
#include <chainrule/graphs/text/text_reader.hpp>
#include <chainrule/graphs/text/text_writer.hpp>

using namespace chainrule;

namespace {

template <class Call> bool names_package(Call call, const std::string& package) {
  try {
    call();
  } catch (const Error& error) {
    return std::string(error.what()).find(package) != std::string::npos;
  }
  return false;
}

}  // namespace

int main() {
  Graph g;
  read_text(g, "param x = 2\ny = x*x\nloss y\n", "here");
  const std::string json = write_json(g), dot = write_dot(g, g.at("y"), {});
  const bool writes = write_text(g).find("loss y") != std::string::npos && json.find("\"loss\"") != std::string::npos &&
                      dot.starts_with("digraph");
  Graph other;
  return writes && names_package([&] { read_json(other, json, "there"); }, "nlohmann-json3-dev") &&
                 names_package([&] { render_dot(dot, "svg"); }, "install Graphviz")
             ? 0
             : 1;
}
