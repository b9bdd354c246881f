"""Holds the sources to the house's rules: floors.py SOURCE_FOLDER.

The rules: no include of a higher floor; engine/ names no op; nothing odd at the top level; files of readable length.
First it plants a breach of each rule in a copy of the sources and demands that it is found.
"""
import pathlib
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile

FLOORS = ["engine", "ops", "graphs", "tools"]
TOP_LEVEL = {*FLOORS, "tests", "CMakeLists.txt", "README.md", "LICENSE", "CMakePresets.json", "CHANGELOG.md",
             "CONTRIBUTING.md", "SECURITY.md"}
CODE = {".hpp", ".cpp", ".h", ".inl"}
READ = CODE | {".sh", ".py", ".js", ".cmake", ".txt"}
LONG, TOO_LONG = 300, 400

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


def blank(text, keep_strings):
    """The code with comments, and unless they are kept strings, replaced by as many newlines as they held."""
    def replace(found):
        if keep_strings and found[0][0] in "\"R'":
            return found[0]
        return " " + "\n" * found[0].count("\n")
    return COMMENT_OR_STRING.sub(replace, text)


def of_floor(names, floor):
    return [n for n in names if n.startswith(floor + "/") and pathlib.PurePath(n).suffix in CODE]


def found(text, pattern, name, complaint):
    for hit in re.finditer(pattern, text):
        yield f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {complaint} {hit[0].strip()}"


def upward_includes(root, names):
    include = re.compile(r"""^[ \t]*#[ \t]*(?:include|define[ \t]+HWY_TARGET_INCLUDE)[ \t]*["<]([^">]+)[">]""", re.M)
    for level, floor in enumerate(FLOORS):
        for name in of_floor(names, floor):
            text = blank(read(root, name), keep_strings=True)
            for hit in include.finditer(text):
                parts = [p for p in posixpath.normpath(hit[1]).split("/") if p != ".."]
                parts = parts[1:] if parts[0] == "chainrule" else parts
                if len(parts) > 1 and parts[0] in FLOORS[level + 1:] + ["tests"]:
                    yield f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: upward include of {hit[1]}"


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


def breaches(root):
    names = sources(root)
    return [b for rule in (upward_includes, ops_in_engine, odd_top_level, too_long) for b in rule(root, names)]


OP = 'struct PlantedOp {\n  static constexpr OpText<1> text{.name = "planted_op", .args = {"z"}};\n};\n'
PLANTS = {
    "engine/planted.hpp": {
        "#include <chainrule/ops/planted.hpp>\n": "upward include",
        '#include "ops/planted.hpp"\n': "upward include",
        ' # include "../graphs/planted.hpp"\n': "upward include",
        "#include <chainrule/engine/../tools/planted.hpp>\n": "upward include",
        "/* a comment */ \nPlantedOp op;\n": "engine names the op",
        "auto a = planted_op(z);\n": "engine calls the op",
        'if (name == "planted_op") return;\n': "engine quotes the op",
        "// lines\n" * (TOO_LONG + 1): "more than",
        "// planted_op(z) of PlantedOp\n#include <chainrule/engine/graph/graph.hpp>\n": None,
    },
    "ops/planted.cpp": {'#include "graphs/planted.hpp"\n': "upward include", "#include <chainrule/engine/op/op.hpp>\n": None},
    "graphs/planted.cpp": {"#include <chainrule/tools/planted.hpp>\n": "upward include", "#include <chainrule/ops/op.hpp>\n": None},
    "tools/planted.cpp": {"#include <chainrule/tests/planted.hpp>\n": "upward include", "#include <chainrule/ops/op.hpp>\n": None},
    "planted.txt": {"a file that belongs elsewhere\n": "top level"},
    "planted/file.cpp": {"a folder that belongs elsewhere\n": "top level"},
}


def test_the_tester(root):
    """Each planted text must give the one breach that it stands for, or none."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        for name in sources(root):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, copy / name)
        (copy / "ops").mkdir(exist_ok=True)
        (copy / "ops/planted.hpp").write_text(OP)
        clean = breaches(copy)
        for name, texts in PLANTS.items():
            for text, expected in texts.items():
                (copy / name).parent.mkdir(exist_ok=True)
                (copy / name).write_text(text)
                new = [b for b in breaches(copy) if b not in clean]
                (copy / name).unlink()
                if (len(new) != 1 or expected not in new[0]) if expected else new:
                    sys.exit(f"the test itself is broken: {text[:60]!r} in {name} gave {new}, not {expected}")


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    test_the_tester(root)
    for name, count in lengths(root, sources(root)):
        if LONG < count <= TOO_LONG:
            print(f"warning: {name}: {count} lines, more than {LONG}")
    bad = breaches(root)
    print(*bad, f"{len(bad)} breaches", sep="\n")
    sys.exit(bool(bad))


main()
