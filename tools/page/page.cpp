#include <chainrule/tools/page/assets.hpp>
#include <chainrule/tools/page/data.hpp>
#include <chainrule/tools/page/mathml.hpp>
#include <chainrule/tools/page/page.hpp>
#include <chainrule/tools/page/program.hpp>

#include <array>
#include <utility>

namespace chainrule {

namespace {

/// JSON inside of a <script> element: no name in it can end the element or begin a comment.
std::string for_script_element(std::string json) {
  std::string text;
  for (const char c : json) {
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  }
  return text;
}

}  // namespace

std::string page_html(const LoadedGraph& loaded, const std::string& title) {
  std::string program = page_program(loaded.graph());
  const std::string data = for_script_element(page_data(loaded, title, program));
  const std::string heading = xml_text(title);
  const std::array<std::pair<std::string_view, std::string_view>, 6> parts = {{{"title", heading},
                                                                               {"style", page_assets::kStyle},
                                                                               {"data", data},
                                                                               {"runtime", page_assets::kRuntime},
                                                                               {"program", program},
                                                                               {"script", page_assets::kScript}}};
  std::string page;
  std::string_view rest = page_assets::kTemplate;
  for (std::size_t begin = rest.find("{{"); begin != std::string_view::npos; begin = rest.find("{{")) {
    page += rest.substr(0, begin);
    const std::size_t end = rest.find("}}", begin);
    for (const auto& [name, content] : parts)
      if (rest.substr(begin + 2, end - begin - 2) == name) page += content;
    rest.remove_prefix(end + 2);
  }
  return page += rest;
}

}  // namespace chainrule
