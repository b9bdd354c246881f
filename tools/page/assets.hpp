// The files of this folder that a page is made of; the build puts them into the program.
#pragma once

#include <string_view>

namespace chainrule::page_assets {

extern const std::string_view kTemplate;  ///< page.html
extern const std::string_view kStyle;     ///< page.css
extern const std::string_view kRuntime;   ///< runtime.js: the primitives of the arithmetic
extern const std::string_view kScript;    ///< all other modules, one after another

}  // namespace chainrule::page_assets
