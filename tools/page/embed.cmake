# Writes the page's files into a source file: cmake -DFOLDER=... -DOUTPUT=... "-DMODULES=a.js;b.js" -P embed.cmake
set(text "// Made by embed.cmake from the files of tools/page/site.\n#include <chainrule/tools/page/assets.hpp>\n\nnamespace chainrule::page_assets {\n")

# A literal per file, one after another: compilers join them.
function(add_asset name)
  set(literals "")
  foreach(file IN LISTS ARGN)
    file(READ "${FOLDER}/${file}" content)
    string(APPEND literals "\n    R\"page(${content})page\"")
  endforeach()
  set(text "${text}\nextern constexpr std::string_view ${name} =${literals};\n" PARENT_SCOPE)
endfunction()

add_asset(kTemplate page.html)
add_asset(kStyle page.css)
add_asset(kRuntime runtime.js)
add_asset(kScript ${MODULES})
file(WRITE "${OUTPUT}" "${text}\n}  // namespace chainrule::page_assets\n")
