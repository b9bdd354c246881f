"""Exact references for the ops and for composed expressions, by mpmath.

    references.py        writes references.json here and ../../graphs/text/expressions.json

Values are computed with hundreds of digits and rounded once; derivatives are differences of those values with a step so
small that it makes no error. Nothing here knows a derivative rule. A number is left out (null) where the result is
ill-conditioned: where relative errors of the operands reappear more than MOST_CONDITION times larger. The expressions
keep all numbers and have the condition beside them.
"""
import json
import pathlib
import random

from mpmath import mp, mpf

import expressions
import tensors
from tensors import Tensor

MOST_CONDITION = 8
HERE = pathlib.Path(__file__).parent
INFINITY = float("inf")

# Per op: where to sample each operand, and further points. Points keep away from kinks.
ELEMENTWISE = {
    "add": ([(-2, 2), (-2, 2)], [(1e300, 1e-300)]),
    "subtract": ([(-2, 2), (-2, 2)], []),
    "multiply": ([(-2, 2), (-2, 2)], [(1e-150, 1e150)]),
    "divide": ([(-2, 2), (0.25, 4)], [(1.0, 1e-300), (-3.0, 1e150)]),
    "negate": ([(-2, 2)], []),
    "square": ([(-2, 2)], [(1e150,), (1e-150,)]),
    "exp": ([(-4, 4)], [(-700.0,), (700.0,), (1e-20,)]),
    "expm1": ([(-2, 2)], [(1e-20,), (-1e-10,), (1e-5,), (40.0,)]),
    "log": ([(0.1, 5)], [(1e-300,), (1e300,), (1.0000001,)]),
    "log1p": ([(-0.9, 4)], [(1e-20,), (-1e-10,), (1e-5,), (1e300,)]),
    "sqrt": ([(0.1, 5)], [(1e-300,), (1e300,)]),
    "pow": ([(0.1, 4), (-3, 3)], [(-2.0, 3.0), (-1.5, -2.0), (2.0, 0.5), (-3.0, 1.0)]),
    "sin": ([(-4, 4)], [(1e-20,), (1e5,)]),
    "cos": ([(-4, 4)], [(1e-20,)]),
    "tan": ([(-1.4, 1.4)], [(1e-20,), (3.0,)]),
    "asin": ([(-0.95, 0.95)], [(1e-20,), (0.99,)]),
    "acos": ([(-0.95, 0.95)], [(1e-20,), (-0.99,)]),
    "atan": ([(-4, 4)], [(1e-20,), (1e10,)]),
    "sinh": ([(-2, 2)], [(1e-20,), (300.0,)]),
    "cosh": ([(-2, 2)], [(1e-20,), (300.0,)]),
    "tanh": ([(-3, 3)], [(1e-20,), (1e-5,)]),
    "erf": ([(-2, 2)], [(1e-20,), (1e-5,)]),
    "sigmoid": ([(-6, 6)], [(-1000.0,), (-600.0,), (-40.0,), (1000.0,)]),
    "softplus": ([(-6, 6)], [(-1000.0,), (-600.0,), (-40.0,), (40.0,), (1000.0,)]),
    "relu": ([(-2, 2)], [(1e-300,)]),
    "abs": ([(-2, 2)], []),
    "sign": ([(-2, 2)], []),
    "min": ([(-2, 2), (-2, 2)], []),
    "max": ([(-2, 2), (-2, 2)], []),
    "clip": ([(-3, 3), (-2, -0.5), (0.5, 2)], []),
    "xlogy": ([(-2, 2), (0.1, 5)], [(1e-300, 2.0), (3.0, 1e-300)]),
    "squared_error": ([(-2, 2), (-2, 2)], []),
    "log_loss": ([(0.02, 0.98), (0, 1)], [(0.3, 0.0), (0.3, 1.0), (1e-300, 1.0), (1e-20, 0.0)]),
    "log_loss_with_logit": ([(-6, 6), (0, 1)], [(37.0, 1.0), (-37.0, 0.0), (600.0, 1.0), (40.0, 0.0), (-800.0, 1.0)]),
    "less": ([(-2, 2), (-2, 2)], []),
    "less_equal": ([(-2, 2), (-2, 2)], []),
    "equal": ([(-2, 2), (-2, 2)], []),
    "sigmoid_slope": ([(-6, 6)], [(-600.0,), (-40.0,), (1e-9,), (40.0,), (600.0,)]),
    "tanh_slope": ([(-3, 3)], [(-20.0,), (1e-9,), (20.0,), (300.0,)]),
    "pow_log": ([(0.1, 4), (-3, 3), (1, 1)], [(2.0, 0.0, 1), (3.0, 2.0, 2), (1.0, 2.0, 1), (0.5, -1.0, 3)]),
    "power_slope": ([(0.1, 4), (-3, 3)], [(2.0, 0.0), (-2.0, 3.0), (1.0, 2.0)]),
    "power_slope_log": ([(0.1, 4), (-3, 3), (1, 1)], [(2.0, 0.0, 1), (3.0, 2.0, 2), (3.0, 2.0, 0), (0.5, -1.0, 3)]),
    "mul00": ([(-2, 2), (-2, 2)], []),
}
NOT_DIFFERENTIABLE = {"pow_log": [2], "power_slope_log": [2], "less": [0, 1], "less_equal": [0, 1], "equal": [0, 1],
                      "gather": [1], "scatter_add": [1], "cross_entropy": [1], "softmax_error": [1]}


def slope(f, x, i):
    """∂f/∂x[i] of a function of a list of numbers."""
    h = (abs(x[i]) or mpf(1)) * mpf(10) ** -(mp.dps // 4)
    up, down = list(x), list(x)
    up[i] += h
    down[i] -= h
    return (f(up) - f(down)) / (2 * h)


def condition(f, x):
    """How many times larger the operands' relative errors reappear."""
    value = f(x)
    if value == 0:
        return mpf(0) if all(slope(f, x, i) == 0 for i in range(len(x))) else mpf("inf")
    return sum(abs(x[i] * slope(f, x, i)) for i in range(len(x))) / abs(value)


def rounded(value):
    """The nearest double; None where doubles lose digits or there is none."""
    if not isinstance(value, mpf):
        return None  # a step off the domain: (-2)^y
    number = float(value)
    return number if number == 0 and value == 0 or 1e-290 < abs(number) < INFINITY else None


def well_conditioned(f, x):
    return rounded(f(x)) if condition(f, x) <= MOST_CONDITION else None


def elementwise():
    mp.dps = 900
    draw = random.Random(1)
    for op, (domain, more) in ELEMENTWISE.items():
        f = lambda x: tensors.FUNCTIONS[op](*x)
        for point in [tuple(draw.uniform(*d) for d in domain) for _ in range(40)] + more:
            x = [mpf(v) for v in point]
            partials = []
            for i in range(len(x)):
                partial = None if i in NOT_DIFFERENTIABLE.get(op, []) else well_conditioned(lambda y: slope(f, y, i), x)
                partials.append(partial)
            yield {"op": op, "operands": list(point), "value": well_conditioned(f, x), "partials": partials}


STRUCTURAL = [
    ("sum", [[2, 3]], {}), ("sum", [[2, 3]], {"axis": [0]}), ("sum", [[2, 3, 2]], {"axis": [0, -1], "keepdims": [1]}),
    ("sum", [[1000]], {}), ("mean", [[2, 3]], {}), ("mean", [[2, 3]], {"axis": [1], "keepdims": [1]}), ("sum", [[]], {}),
    ("amax", [[2, 3]], {}), ("amax", [[2, 3]], {"axis": [0]}), ("amin", [[2, 3]], {"axis": [1], "keepdims": [1]}),
    ("logsumexp", [[5]], {}), ("logsumexp", [[2, 3]], {"axis": [1]}), ("logsumexp", [[2, 3]], {"axis": [0, 1]}),
    ("logsumexp", [[], [], []], {}), ("logsumexp", [[2, 3], [3], []], {}),
    ("softmax", [[5]], {}), ("softmax", [[2, 3]], {"axis": [0]}), ("softmax", [[2, 3]], {"axis": [0, 1]}),
    ("log_softmax", [[5]], {}), ("log_softmax", [[2, 3]], {"axis": [0]}),
    ("cross_entropy", [[4], []], {}), ("cross_entropy", [[2, 4], [2]], {}), ("cross_entropy", [[4, 2], [2]], {"axis": [0]}),
    ("softmax_error", [[2, 4], [2]], {}),
    ("matmul", [[2, 3], [3, 4]], {}), ("matmul", [[3], [3]], {}), ("matmul", [[2, 3], [3]], {}),
    ("matmul", [[3], [3, 2]], {}), ("matmul", [[2, 1, 2, 3], [4, 3, 2]], {}), ("matmul", [[2, 2, 3], [3]], {}),
    ("dot", [[4], [4]], {}),
    ("transpose", [[2, 3]], {}), ("transpose", [[2, 3, 4]], {"perm": [1, 2, 0]}),
    ("reshape", [[2, 3]], {"shape": [3, 2]}), ("reshape", [[2, 3]], {"shape": [-1]}),
    ("broadcast_to", [[3, 1]], {"shape": [2, 3, 2]}), ("sum_to", [[2, 3, 2]], {"shape": [3, 1]}),
    ("concat", [[2, 2], [1, 2], [3, 2]], {}), ("concat", [[2, 2], [2, 1]], {"axis": [1]}),
    ("slice", [[5]], {"start": [1], "stop": [-1]}), ("slice", [[4, 5]], {"axis": [1], "start": [-1], "step": [-2]}),
    ("slice", [[4, 5]], {"start": [0, 1], "stop": [3, 5], "step": [2, 3]}),
    ("pad_slice", [[2, 2]], {"shape": [4, 5], "start": [0, 3], "step": [2, -2]}),
    ("gather", [[4, 2], [3]], {}), ("gather", [[2, 4], [2, 2]], {"axis": [1]}),
    ("scatter_add", [[3, 2], [3]], {"axis": [0], "extent": [4]}),
]


def structural():
    mp.dps = 60
    draw = random.Random(2)
    for op, shapes, attributes in STRUCTURAL:
        labels = 4 if op in ("gather", "scatter_add", "cross_entropy", "softmax_error") else None
        operands = [Tensor(s, [mpf(draw.uniform(0.2, 2)) for _ in range(tensors.size(s))]) for s in shapes]
        if labels:
            operands[1] = Tensor(shapes[1], [mpf(draw.randrange(labels)) for _ in operands[1].data])
        keywords = {k: v if len(v) > 1 or k in ("shape", "perm") else v[0] for k, v in attributes.items()}
        value = tensors.FUNCTIONS[op](*operands, **keywords)
        cotangent = [mpf(draw.uniform(0.2, 2)) for _ in value.data]

        def result(numbers, at):
            """The value's elements for `at` = (element,), else ⟨value, cotangent⟩, of operands and cotangent in one list."""
            parts, rest = [], list(numbers)
            for i, operand in enumerate(operands):
                fixed = i in NOT_DIFFERENTIABLE.get(op, [])
                parts.append(operand if fixed else Tensor(operand.shape, [rest.pop(0) for _ in operand.data]))
            out = tensors.FUNCTIONS[op](*parts, **keywords).data
            return out[at] if at is not None else sum(a * b for a, b in zip(out, rest))

        numbers = [v for i, t in enumerate(operands) if i not in NOT_DIFFERENTIABLE.get(op, []) for v in t.data]
        is_large = len(numbers) > 100
        values = [rounded(v) if is_large else well_conditioned(lambda x: result(x, k), numbers) for k, v in enumerate(value.data)]
        everything = numbers + cotangent
        shares = [1.0 * float(cotangent[0])] * len(numbers) if is_large else [
            well_conditioned(lambda x: slope(lambda y: result(y, None), x, i), everything) for i in range(len(numbers))]
        yield {"op": op, "attributes": attributes, "operands": [{"shape": t.shape, "numbers": [float(v) for v in t.data]} for t in operands],
               "shape": value.shape, "value": values, "cotangent": [float(v) for v in cotangent], "vjp": shares}


def composed():
    mp.dps = 60
    draw = random.Random(3)
    for entry in expressions.EXPRESSIONS:
        yield expressions.solved(entry, draw, slope, condition, rounded)


def write(path, entries):
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    path.write_text("[\n" + lines + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write(HERE / "references.json", list(elementwise()) + list(structural()))
    write(HERE.parent.parent / "graphs" / "text" / "expressions.json", composed())
