#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/dot/graphviz_library.hpp>
#include <chainrule/graphs/dot/render.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace chainrule {
namespace {

const GraphvizLibrary& library() { return graphviz_library(); }

/// Gives Graphviz's parser the next bytes of the text in a channel; 0 at its end.
int take_bytes(void* channel, char* buffer, int size) {
  auto& rest = *static_cast<std::string_view*>(channel);
  const std::size_t count = rest.copy(buffer, static_cast<std::size_t>(size));
  rest.remove_prefix(count);
  return static_cast<int>(count);
}

/// All that Graphviz lets exist only once in a process: it crashes when two threads render, and a second context after
/// the first was freed is a use after free. The context lives as long as the process.
struct Graphviz {
  std::mutex mutex;
  GVC_t* context = nullptr;
  std::string messages;  // what Graphviz would have printed; its hook for messages takes no argument of ours
  Agiodisc_t reader{.afread = take_bytes, .putstr = library().io->putstr, .flush = library().io->flush};
  Agdisc_t discipline{.mem = library().memory, .id = library().identifiers, .io = &reader};
};

Graphviz& graphviz() {
  static Graphviz instance;
  return instance;
}

/// Graphviz sends "Error" or "Warning", then ": ", then the message.
int keep_message(char* part) {  // NOLINT(readability-non-const-parameter): Graphviz wants this type
  const std::string_view text = part;
  std::string& messages = graphviz().messages;
  if (text == "Error" || text == "Warning") {
    messages.erase(messages.find_last_not_of(" \n") + 1);
    if (!messages.empty()) messages += "; ";
  } else if (text != ": ") {
    messages += text;
  }
  return 0;
}

/// Keeps Graphviz's messages during one call, so that none is printed.
class Messages {
 public:
  Messages() : old_level_(library().agseterr(AGWARN)), old_hook_(library().agseterrf(keep_message)) {
    library().agreseterrors();
    graphviz().messages.clear();
  }
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;
  ~Messages() {
    library().agseterrf(old_hook_);
    library().agseterr(old_level_);
  }

  /// Many failures show in Graphviz's own count of errors only, not in what the failing call returns.
  static void check(bool done, std::string_view task) {
    if (done && library().agerrors() < AGERR) return;
    std::string reason = graphviz().messages;
    reason.erase(reason.find_last_not_of(" \n") + 1);
    std::replace(reason.begin(), reason.end(), '\n', ' ');
    throw Error(fmt::format("Graphviz cannot {}: {}", task, reason.empty() ? "no reason given" : reason));
  }

 private:
  agerrlevel_t old_level_;
  agusererrf old_hook_;
};

struct CloseGraph {
  void operator()(Agraph_t* graph) const { library().agclose(graph); }
};
using GraphPointer = std::unique_ptr<Agraph_t, CloseGraph>;

GraphPointer parse(std::string_view dot) {
  Agdisc_t* const discipline = &graphviz().discipline;
  library().agsetfile(nullptr);  // counts lines from 1 again
  GraphPointer graph(library().agread(&dot, discipline));
  Messages::check(graph != nullptr, "read the graph");
  // Graphviz would keep what follows the graph and put it before the next text, so it has to be read here.
  const GraphPointer second(library().agread(&dot, discipline));
  Messages::check(true, "read the text after the graph");
  if (second) throw Error("Graphviz cannot draw more than one graph at once");
  return graph;
}

/// How many places the arrows take up between the columns of boxes beyond what a chain's would, each box as near to the
/// beginning as it can be; labels have columns of their own. Layout time grows with the square of this.
std::size_t span_of_arrows(Agraph_t* graph) {
  char name[] = "label";
  std::unordered_map<Agnode_t*, int> waiting;  // for so many arrows
  std::unordered_map<Agnode_t*, std::size_t> column;
  std::vector<Agnode_t*> ready;
  for (Agnode_t* node = library().agfstnode(graph); node != nullptr; node = library().agnxtnode(graph, node)) {
    waiting[node] = library().agdegree(graph, node, 1, 0);
    if (waiting[node] == 0) ready.push_back(node);
  }
  std::size_t span = 0;
  bool has_labels = false;
  while (!ready.empty()) {
    Agnode_t* const node = ready.back();
    ready.pop_back();
    for (Agedge_t* edge = library().agfstin(graph, node); edge != nullptr; edge = library().agnxtin(graph, edge))
      span += column[node] - column[agtail(edge)];
    for (Agedge_t* edge = library().agfstout(graph, node); edge != nullptr; edge = library().agnxtout(graph, edge)) {
      const char* const label = library().agget(edge, name);
      has_labels = has_labels || (label != nullptr && *label != '\0');
      column[aghead(edge)] = std::max(column[aghead(edge)], column[node] + 1);
      if (--waiting[aghead(edge)] == 0) ready.push_back(aghead(edge));
    }
  }
  const auto tree = static_cast<std::size_t>(std::max(0, library().agnnodes(graph) - 1));  // a chain costs little
  const std::size_t excess = span > tree ? span - tree : 0;
  return has_labels ? 4 * excess : excess;
}

/// Both limits mean about ten seconds.
void refuse_large(Agraph_t* graph) {
  constexpr int most_nodes = 10000;
  constexpr std::size_t most_places = 12000;
  const int nodes = library().agnnodes(graph);
  if (nodes <= most_nodes && span_of_arrows(graph) <= most_places) return;
  throw Error(
      fmt::format("Graphviz would take too long to lay out a graph of {} nodes and {} arrows: draw a part of it, with "
                  "--around NODE, without the numbers on its arrows, or with groups that are one box each",
                  nodes, library().agnedges(graph)));
}

/// Bitmaps hold 32767 pixels a side. Graphviz scales larger ones down by itself, but not without printing so.
void limit_size(Agraph_t* graph) {
  char name[] = "size";
  char no_limit[] = "";
  char inches[] = "340,340";  // at 96 pixels an inch
  const char* const wanted = library().agget(graph, name);
  if (wanted == nullptr || *wanted == '\0') library().agsafeset(graph, name, inches, no_limit);
}

/// A graph's layout, freed before the graph is.
class Layout {
 public:
  Layout(GVC_t* context, Agraph_t* graph) : context_(context), graph_(graph) {}
  Layout(const Layout&) = delete;
  Layout& operator=(const Layout&) = delete;
  ~Layout() { library().gvFreeLayout(context_, graph_); }

  void compute() { Messages::check(library().gvLayout(context_, graph_, "dot") == 0, "lay out the graph"); }

  [[nodiscard]] std::string draw(const std::string& format) const {
    char* data = nullptr;
    unsigned int length = 0;
    const int status = library().gvRenderData(context_, graph_, format.c_str(), &data, &length);
    const std::unique_ptr<char, decltype(&::gvFreeRenderData)> owner(data, library().gvFreeRenderData);
    Messages::check(status == 0 && data != nullptr, "draw the graph");
    return {data, length};
  }

  [[nodiscard]] PictureLayout places() const {
    PictureLayout all;
    const boxf whole = GD_bb(graph_);
    all.size = {whole.UR.x - whole.LL.x, whole.UR.y - whole.LL.y};
    const auto place = [&](pointf at) { return PictureLayout::Point{at.x - whole.LL.x, whole.UR.y - at.y}; };
    for (Agnode_t* node = library().agfstnode(graph_); node != nullptr; node = library().agnxtnode(graph_, node)) {
      all.boxes.push_back({library().agnameof(node),
                           place(ND_coord(node)),
                           {ND_width(node) * kPointsPerInch, ND_height(node) * kPointsPerInch}});
      for (Agedge_t* edge = library().agfstout(graph_, node); edge != nullptr; edge = library().agnxtout(graph_, edge))
        if (ED_spl(edge) != nullptr && ED_spl(edge)->size > 0) all.arrows.push_back(arrow(edge, place));
    }
    return all;
  }

 private:
  static constexpr double kPointsPerInch = 72;

  template <class Place> static PictureLayout::Arrow arrow(Agedge_t* edge, const Place& place) {
    PictureLayout::Arrow result;
    char name[] = "id";
    if (const char* const id = library().agget(edge, name)) result.id = id;
    const bezier& curve = ED_spl(edge)->list[0];
    for (int i = 0; i < static_cast<int>(curve.size); ++i) result.curve.push_back(place(curve.list[i]));
    result.tip = curve.eflag != 0 ? place(curve.ep) : result.curve.back();
    if (const textlabel_t* const label = ED_label(edge); label != nullptr && label->set != 0) {
      result.label_center = place(label->pos);
      result.label_size = {label->dimen.x, label->dimen.y};
    }
    return result;
  }

  GVC_t* context_;
  Agraph_t* graph_;
};

void refuse_unknown(std::string_view format) {
  constexpr std::array<std::string_view, 3> known = {"svg", "png", "pdf"};
  if (std::find(known.begin(), known.end(), format) != known.end()) return;
  throw UsageError(fmt::format("cannot draw a graph as '{}': the formats are svg, png and pdf", format));
}

/// Lays out the text and gives the layout to `use`.
template <class Use> auto with_layout(std::string_view dot, bool is_bitmap, const Use& use) {
  if (dot.find('\0') != std::string_view::npos) throw Error("Graphviz cannot read a graph that holds a NUL byte");
  Graphviz& shared = graphviz();
  const std::lock_guard lock(shared.mutex);
  const Messages messages;
  if (shared.context == nullptr) shared.context = library().gvContext();
  const GraphPointer graph = parse(dot);
  refuse_large(graph.get());
  if (is_bitmap) limit_size(graph.get());
  Layout layout(shared.context, graph.get());
  layout.compute();
  return use(layout);
}

}  // namespace

std::string render_dot(std::string_view dot, std::string_view format) {
  refuse_unknown(format);
  return with_layout(dot, format == "png", [&](const Layout& layout) { return layout.draw(std::string(format)); });
}

PictureLayout lay_out_dot(std::string_view dot) {
  return with_layout(dot, false, [](const Layout& layout) { return layout.places(); });
}

}  // namespace chainrule
