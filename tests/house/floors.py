"""Holds the sources to the house's rules: floors.py SOURCE_FOLDER.

The rules: no include of a higher floor; within a floor, only what the table of rooms allows; no cycle between units;
engine/ names no op; nothing odd at the top level; folders and files of readable size; test names that CTest takes.
plants.py holds this test to finding a breach of each rule and of each row of the table.
"""
import functools
import pathlib
import posixpath
import re
import subprocess
import sys

from rooms import OUTSIDE, ROOMS, room_of

FLOORS = ["engine", "ops", "graphs", "tools"]
TOP_LEVEL = {*FLOORS, "tests", "CMakeLists.txt", "README.md", "LICENSE", "CMakePresets.json", "CHANGELOG.md",
             "CONTRIBUTING.md", "SECURITY.md"}
CODE = {".hpp", ".cpp", ".h", ".inl"}
READ = CODE | {".sh", ".py", ".js", ".mjs", ".css", ".cmake", ".txt"}
TOO_LONG = 300  # lines of a file
CROWDED = 45  # source files of a folder

# Op names that are also the standard library's, the algebra's or the shapes' own words: calling them names no op.
COMMON_WORDS = set("""
    abs acos add asin atan broadcast_to ceil clip concat copysign cos cosh divide dot equal erf exp expm1 fill floor
    fma gather greater greater_equal less less_equal log log1p max mean min modulus mul0 multiply negate not_equal pow
    power product reshape round select sign sin sinh slice sqrt square subtract sum sum_over_examples sum_to tan tanh
    transpose where xdivy
""".split())

COMMENT_OR_STRING = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(?P<d>[^()\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|(?<!\w)'(?:\\.|[^'\\\n])*'""", re.S)


def sources(root):
    """All files but ignored ones, as paths below root."""
    listing = subprocess.run(["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
                             capture_output=True, text=True)
    if listing.returncode == 0 and (root / ".git").exists():
        names = listing.stdout.split("\0")
    else:
        names = [p.relative_to(root).as_posix() for p in root.rglob("*")]
    names = [n for n in names if n and n.split("/")[0] not in ("build", ".git") and "__pycache__" not in n]
    return sorted(n for n in names if (root / n).is_file())


def read(root, name):
    return (root / name).read_text(encoding="utf-8", errors="replace")


@functools.cache  # plants.py looks at the same texts again and again
def blank(text, keep_strings):
    """The code with comments, and unless they are kept strings, replaced by as many newlines as they held."""
    def replace(found):
        if keep_strings and found[0][0] in "\"R'":
            return found[0]
        return " " + "\n" * found[0].count("\n")
    return COMMENT_OR_STRING.sub(replace, text)


def of_floor(names, floor):
    return [n for n in names if n.startswith(floor + "/") and pathlib.PurePath(n).suffix in CODE]


@functools.cache
def hits(text, pattern):
    return [(text.count("\n", 0, hit.start()) + 1, hit[0].strip()) for hit in re.finditer(pattern, text)]


def found(text, pattern, name, complaint):
    return (f"{name}:{line}: {complaint} {what}" for line, what in hits(text, pattern))


INCLUDE = re.compile(r"""^[ \t]*#[ \t]*(?:include|define[ \t]+HWY_TARGET_INCLUDE)[ \t]*["<]([^">]+)[">]""", re.M)


@functools.cache
def includes_in(text):
    found_includes = []
    code = blank(text, keep_strings=True)
    for hit in INCLUDE.finditer(code):
        parts = [p for p in posixpath.normpath(hit[1]).split("/") if p != ".."]
        parts = parts[1:] if parts[0] == "chainrule" else parts
        if len(parts) > 1 and parts[0] in FLOORS + ["tests"]:
            found_includes.append((code.count("\n", 0, hit.start()) + 1, "/".join(parts)))
    return found_includes


def includes(root, name):
    """The files of the house that this one includes, as far as their paths say so, with the lines."""
    return includes_in(read(root, name))


def upward_includes(root, names):
    for level, floor in enumerate(FLOORS):
        for name in of_floor(names, floor):
            for line, target in includes(root, name):
                if target.split("/")[0] in FLOORS[level + 1:] + ["tests"]:
                    yield f"{name}:{line}: upward include of {target}"


def unit_of(name):
    """A header and its source are one unit, and with them what they include once per CPU target."""
    return re.sub(r"(_kernels)?-inl$", "", name.rsplit(".", 1)[0])


def is_closed_to(name, target):
    """Whether the target is in a room of which the file's floor may only see a few units."""
    for closed, permissions in OUTSIDE.items():
        floor = closed.split("/")[0]
        is_inside = name.startswith(closed + "/") or (name.split("/")[0] == floor and room_of(name) == "the face")
        if not target.startswith(closed + "/") or is_inside:
            continue
        if unit_of(target) not in permissions.get(name.split("/")[0], permissions[""]):
            return True
    return False


def includes_of_rooms(root, names):
    for floor, rooms in ROOMS.items():
        for name in of_floor(names, floor):
            room = room_of(name)
            if room is None:
                yield f"{name}: no room of this name is in tests/house/rooms.py"
                continue
            allowed = {room, *rooms[room].split()}
            for line, target in includes(root, name):
                is_near = target.split("/")[0] == floor and target.count("/") > 0
                # A program/data of a closed room is still open to whom the table allows it.
                if is_near and room_of(target) not in allowed:
                    yield f"{name}:{line}: {room} may not include {target}"
                elif not is_near and is_closed_to(name, target):
                    yield f"{name}:{line}: include of {target}, which is the affair of its own room"


def reached(graph, start):
    seen, waiting = set(), [start]
    while waiting:
        for unit in graph[waiting.pop()] - seen:
            seen.add(unit)
            waiting.append(unit)
    return seen


def cycles(root, names):
    """Each set of units that include each other, once."""
    graph = {}
    for floor in FLOORS:
        for name in of_floor(names, floor):
            targets = {unit_of(target) for _, target in includes(root, name)} - {unit_of(name)}
            graph.setdefault(unit_of(name), set()).update(targets)
    graph = {unit: {t for t in targets if t in graph} for unit, targets in graph.items()}
    while ends := {unit for unit, targets in graph.items() if not targets}:  # what includes nothing is in no cycle
        graph = {unit: targets - ends for unit, targets in graph.items() if unit not in ends}
    below = {unit: reached(graph, unit) for unit in graph}
    circles = {tuple(sorted(t for t in below[unit] if unit in below[t])) for unit in graph if unit in below[unit]}
    yield from (f"a cycle of includes: {', '.join(circle)}" for circle in sorted(circles))


def crowded(root, names):
    folders = {}
    for floor in FLOORS + ["tests"]:
        for name in of_floor(names, floor):
            folders.setdefault(posixpath.dirname(name), []).append(name)
    for folder, files in folders.items():
        if len(files) > CROWDED:
            yield f"{folder}: {len(files)} source files, more than {CROWDED}"


def op_names(root, names):
    """The structs that hold an OpText, and the names that these texts give."""
    structs, texts = set(), set()
    for name in of_floor(names, "ops"):
        code = blank(read(root, name), keep_strings=True)
        for text in re.finditer(r"\bOpText\b[^;]*?\.name\s*=\s*\"([^\"]+)\"", code):
            texts.add(text[1])
            before = re.findall(r"\bstruct\s+(\w+)[^;{}()]*\{", code[:text.start()])
            structs.update(before[-1:])
    return structs, texts


def ops_in_engine(root, names):
    structs, texts = op_names(root, names)
    any_of = lambda words: "(?:" + "|".join(map(re.escape, sorted(words))) + ")"
    distinctive = {t for t in texts if re.fullmatch(r"\w+", t)} - COMMON_WORDS
    for name in of_floor(names, "engine"):
        text = read(root, name)
        code = blank(text, keep_strings=False)
        if structs:
            yield from found(code, rf"\b{any_of(structs)}\b", name, "engine names the op")
        if distinctive:
            yield from found(code, rf"\b{any_of(distinctive)}\s*\(", name, "engine calls the op")
        if texts:
            yield from found(blank(text, keep_strings=True), rf'"{any_of(texts)}"', name, "engine quotes the op")


def odd_top_level(root, names):
    for entry in sorted({n.split("/")[0] for n in names}):
        if entry not in TOP_LEVEL and not entry.startswith("."):
            yield f"{entry}: does not belong at the top level"


def lengths(root, names):
    for name in names:
        path = pathlib.PurePath(name)
        if path.suffix in READ and (path.parts[0] in FLOORS + ["tests"] or len(path.parts) == 1) and "data" not in path.parts:
            yield name, read(root, name).count("\n")


def too_long(root, names):
    return (f"{name}: {count} lines, more than {TOO_LONG}" for name, count in lengths(root, names) if count > TOO_LONG)


def test_names(root, names):
    for name in of_floor(names, "tests"):
        code = blank(read(root, name), keep_strings=True)
        yield from found(code, r'\bTEST_CASE\("[^"]*;[^"]*"', name, "CTest would split at the semicolon")


RULES = (upward_includes, includes_of_rooms, cycles, crowded, ops_in_engine, odd_top_level, too_long, test_names)


def breaches(root):
    names = sources(root)
    return [b for rule in RULES for b in rule(root, names)]


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    bad = breaches(root)
    print(*bad, f"{len(bad)} breaches", sep="\n")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
