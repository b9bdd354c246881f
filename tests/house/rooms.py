"""The rooms of each floor, and what a file of each may include of its own floor: the table that floors.py holds.

A room is a folder, or single files that stand at a floor's top and belong together. Of the floors below a file may
include everything but what OUTSIDE closes; of the floors above, nothing.
"""

# Rooms of the engine's own that everything behind them may use.
NODES = "base op graph"
COMPILER = f"{NODES} program/data program/analyse"

ENGINE = {
    "base": "",
    "op": "base",
    "graph": "base op",
    "autodiff": NODES,
    "formula": NODES,
    "simplify": f"{NODES} formula",
    "stepper": f"{NODES} formula autodiff",
    "check": f"{NODES} autodiff",
    "program/data": NODES,
    "program/rewrite": NODES,
    "program/analyse": NODES,
    "program/select": f"{NODES} program/analyse",
    "program/plan": f"{COMPILER} program/rewrite program/select",
    "program/execute": "base op program/analyse program/data",
    "program/emit": f"{COMPILER} program/rewrite program/select program/plan program/execute",
    "program/run": f"{COMPILER} program/rewrite program/select program/plan program/execute program/emit",
    "program": f"{COMPILER} program/rewrite program/select program/plan program/execute program/emit program/run formula",
    "providers": "base op",  # of threads and large products: each behind a target of its own
    "the face": "base op graph autodiff formula simplify stepper check program program/data",
}
OPS = {
    "carriers": "",
    "definitions": "carriers",
    "list": "carriers definitions",
    "apply": "carriers definitions list",
    "kernels": "carriers definitions list",
    "standard": "carriers definitions list apply kernels",
}
GRAPHS = {
    "source": "",
    "tables": "source",
    "dot": "",
    "text": "source",
    "json": "source text",
    "graphs": "source tables",
    "load": "source text json",
}
TOOLS = {
    "text": "",
    "languages": "",
    "reading": "text languages",
    "arguments": "text languages reading",
    "train": "text languages reading",
    "reports": "text languages reading arguments train",
    "explain": "text languages reading arguments train reports",
    "doctor": "text languages reading arguments train reports",
    "inspector": "text languages reading arguments train reports explain doctor",
    "page": "text languages reading arguments train reports explain doctor",
    "commands": "text languages reading arguments train reports explain doctor inspector page",
    "main": "commands",
    "bench": "reports",
    "examples": "",
    "package": "",
}
ROOMS = {"engine": ENGINE, "ops": OPS, "graphs": GRAPHS, "tools": TOOLS}

# The rooms of the files at each floor's top; a stem that is not named is of the room "".
TOPS = {
    "engine": {"engine": "the face"},
    "ops": {"list": "list", "standard": "standard", "functions": "standard", "": "definitions"},
    "graphs": {"load": "load", "": "graphs"},
    "tools": {"main": "main"},
}

# What other rooms may include of a closed one: by the room's folder, who they are and which of its units they may.
OUTSIDE = {
    "engine/program": {
        "ops": ["engine/program/program", "engine/program/data/dataset", "engine/program/execute/record"],
        "": ["engine/program/program", "engine/program/data/dataset"],
    },
}

def folder_of(name):
    """The deepest folder of the table that the file lies in, below its floor; the floor's top is ''."""
    floor, *parts = name.split("/")
    for depth in range(len(parts) - 1, 0, -1):
        folder = "/".join(parts[:depth])
        if folder in ROOMS[floor]:
            return folder
    return "" if len(parts) == 1 else "/".join(parts[:-1])


def room_of(name):
    """The file's room, or None if the table has none for it."""
    floor = name.split("/")[0]
    folder = folder_of(name)
    if folder:
        return folder if folder in ROOMS[floor] else None
    stem = name.split("/")[1].split(".")[0]
    return TOPS[floor].get(stem, TOPS[floor].get(""))
