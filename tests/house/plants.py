"""Tests floors.py: plants breaches in a copy of the sources, and demands that each is found: plants.py SOURCE_FOLDER."""
import pathlib
import shutil
import sys
import tempfile

import floors
from rooms import ROOMS, TOPS

OP = 'struct PlantedOp {\n  static constexpr OpText<1> text{.name = "planted_op", .args = {"z"}};\n};\n'
PLANTS = {
    "engine/graph/planted.hpp": {
        "#include <chainrule/ops/planted.hpp>\n": "upward include",
        '#include "ops/planted.hpp"\n': "upward include",
        ' # include "../graphs/planted.hpp"\n': "upward include",
        "#include <chainrule/engine/../tools/planted.hpp>\n": "upward include",
        "#include <chainrule/engine/program/program.hpp>\n": "graph may not include",
        "/* a comment */ \nPlantedOp op;\n": "engine names the op",
        "auto a = planted_op(z);\n": "engine calls the op",
        'if (name == "planted_op") return;\n': "engine quotes the op",
        "// lines\n" * (floors.TOO_LONG + 1): "more than",
        "// planted_op(z) of PlantedOp\n#include <chainrule/engine/graph/graph.hpp>\n": None,
    },
    "engine/base/arena.hpp": {"#include <chainrule/engine/base/shape.hpp>\n#include <chainrule/engine/base/planted.hpp>\n": None},
    "engine/elsewhere/planted.cpp": {"// a room that nobody planned\n": "no room of this name"},
    "ops/planted.cpp": {
        '#include "graphs/planted.hpp"\n': "upward include",
        "#include <chainrule/engine/program/plan/slots.hpp>\n": "the affair of its own room",
        "#include <chainrule/engine/program/execute/record.hpp>\n": None,
        "#include <chainrule/engine/op/op.hpp>\n": None,
    },
    "graphs/planted.cpp": {
        "#include <chainrule/tools/planted.hpp>\n": "upward include",
        "#include <chainrule/engine/program/execute/record.hpp>\n": "the affair of its own room",
        "#include <chainrule/engine/program/program.hpp>\n": None,
        "#include <chainrule/ops/op.hpp>\n": None,
    },
    "tools/text/planted.cpp": {
        "#include <chainrule/tests/planted.hpp>\n": "upward include",
        "#include <chainrule/ops/op.hpp>\n": None,
    },
    "tests/planted.cpp": {
        'TEST_CASE("this; and that") {}\n': "split at the semicolon",
        'TEST_CASE("this") { f("a; b"); }\n': None,
    },
    "planted.txt": {"a file that belongs elsewhere\n": "top level"},
    "planted/file.cpp": {"a folder that belongs elsewhere\n": "top level"},
}


def file_of(floor, room):
    """A file that would stand in the room."""
    if room in (folders := {r: s for s, r in TOPS[floor].items()}):
        return f"{floor}/{folders[room] or 'planted'}.cpp"
    return f"{floor}/{room}/planted.cpp"


def plant_per_row():
    """For each row of the table a file that includes the first room which that row closes."""
    for floor, rooms in ROOMS.items():
        for room, allowed in rooms.items():
            closed = [other for other in rooms if other != room and other not in allowed.split()]
            if closed:
                target = file_of(floor, closed[0]).replace(".cpp", ".hpp")
                yield file_of(floor, room), f"#include <chainrule/{target}>\n", f"{room} may not include {target}"


def plants():
    """Files, what to write there, and the breach that it is to give: None if it is none."""
    for name, texts in PLANTS.items():
        yield from ((name, text, expected) for text, expected in texts.items())
    yield from plant_per_row()


def planted(copy, clean, name, text):
    """The breaches that are new when the text stands at the end of that file."""
    file, was = copy / name, None
    if file.exists():
        was = file.read_text()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((was or "") + text)
    new = [b for b in floors.breaches(copy) if b not in clean]
    if was is None:
        file.unlink()
    else:
        file.write_text(was)
    return new


def check_crowds_and_cycles(copy):
    """Breaches that take more than one file."""
    for name in ("one", "two"):
        other = "two" if name == "one" else "one"
        (copy / f"engine/base/{name}.hpp").write_text(f"#include <chainrule/engine/base/{other}.hpp>\n")
    found_cycle = any("engine/base/one, engine/base/two" in b for b in floors.cycles(copy, floors.sources(copy)))
    for i in range(floors.CROWDED + 1):
        (copy / f"graphs/source/planted{i}.hpp").write_text("// one of many\n")
    found_crowd = any(b.startswith("graphs/source:") for b in floors.crowded(copy, floors.sources(copy)))
    return found_cycle and found_crowd


def main():
    """Each planted text must give the one breach that it stands for, or none."""
    root = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        for name in floors.sources(root):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, copy / name)
        (copy / "ops").mkdir(exist_ok=True)
        (copy / "ops/planted.hpp").write_text(OP)
        clean = floors.breaches(copy)
        for name, text, expected in plants():
            new = planted(copy, clean, name, text)
            if (len(new) != 1 or expected not in new[0]) if expected else new:
                sys.exit(f"the test itself is broken: {text[:60]!r} in {name} gave {new}, not {expected}")
        if not check_crowds_and_cycles(copy):
            sys.exit("the test itself is broken: a planted cycle, or a planted crowd, was not found")


main()
