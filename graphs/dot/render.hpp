/// Pictures of graphs: DOT laid out and drawn by Graphviz.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// Lays out a graph in the DOT language and draws it; `format` is "svg", "png" or "pdf". May be called from several
/// threads, which take turns. The same text gives the same SVG and PNG, provided that the graph has a name: Graphviz
/// numbers nameless ones. Throws UsageError for another format, and Error with Graphviz's own words if the text or a
/// label is malformed or the graph is too large to lay out.
std::string render_dot(std::string_view dot, std::string_view format);

/// Where Graphviz puts everything, in points from the upper left corner.
struct PictureLayout {
  struct Point {
    double x = 0, y = 0;
  };
  struct Box {
    std::string id;
    Point center, size;
  };
  struct Arrow {
    std::string id;            ///< the attribute; may be empty
    std::vector<Point> curve;  ///< control points of cubic curves, one after another: 1 + 3n of them
    Point tip;                 ///< of the arrowhead, which begins where the curve ends
    Point label_center, label_size;
  };
  Point size;
  std::vector<Box> boxes;
  std::vector<Arrow> arrows;
};

/// Lays out a graph in the DOT language without drawing it. Throws as render_dot does.
PictureLayout lay_out_dot(std::string_view dot);

}  // namespace chainrule
