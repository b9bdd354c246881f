"""Expressions as people write them, in the text form of graphs, with the shapes of their variables.

A variable's shape is a list; a number or a nested list is its value. Other values are drawn at random.
"""
import re

from mpmath import mpf

import tensors
from tensors import Tensor

SCALAR, XY, XYZ = [], {"x": [], "y": []}, {"x": [], "y": [], "z": []}
LABELS = ("labels", "indices")  # not differentiable

RNN = "tanh(w*{x} + u*{h} + b)"
H1 = RNN.format(x="x1", h="h0")
H2 = RNN.format(x="x2", h=H1)
GRU_Z = "sigmoid(wz*x + uz*h + bz)"
GRU_N = "tanh(wn*x + sigmoid(wr*x + ur*h + br)*(un*h) + bn)"
CENTRED = "(x - mean(x, axis=-1, keepdims=true))"
LAYER_NORM = f"g*{CENTRED}/sqrt(mean({CENTRED}^2, axis=-1, keepdims=true) + 1e-5) + b"
ATTENTION = "softmax(q @ transpose(k) / sqrt(2), axis=-1) @ v"
GAUSS = "(-0.5*log(2*3.141592653589793) - log(s{0}) - 0.5*((x - m{0})/s{0})^2)"
LINEAR = "sigmoid(w1*x1 + w2*x2 + b)"

EXPRESSIONS = [
    # Test functions of optimisation.
    ("(1 - x)^2 + 100*(y - x^2)^2", {"x": -1.2, "y": 1.0}),
    ("(1 - x)^2 + 100*(y - x^2)^2", XY),
    ("(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", {"x": 1.0, "y": 0.8}),
    ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", {"x": 1.25, "y": 0.5}),
    ("-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(6.283185307179586*x) + cos(6.283185307179586*y))) + 2.718281828459045 + 20",
     {"x": 0.3, "y": 0.4}),
    ("20 + x^2 - 10*cos(6.283185307179586*x) + y^2 - 10*cos(6.283185307179586*y)", {"x": 0.3, "y": 0.7}),
    ("(x + 2*y - 7)^2 + (2*x + y - 5)^2", {"x": 0.5, "y": 0.75}),
    ("0.26*(x^2 + y^2) - 0.48*x*y", {"x": 1.5, "y": 0.25}),
    ("sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1", {"x": 0.2, "y": 0.9}),
    ("2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2", XY),
    ("(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2", {"x": 0.4, "y": 0.3}),
    ("-cos(x)*cos(y)*exp(-((x - 3.141592653589793)^2 + (y - 3.141592653589793)^2))", {"x": 2.5, "y": 3.5}),
    ("(y - 5.1*x^2/39.47841760435743 + 5*x/3.141592653589793 - 6)^2 + 10*(1 - 0.039788735772973836)*cos(x) + 10", {"x": 1.0, "y": 2.0}),
    ("(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
     {"x": 0.25, "y": 0.125}),
    ("sin(3*3.141592653589793*x)^2 + (x - 1)^2*(1 + sin(3*3.141592653589793*y)^2) + (y - 1)^2", {"x": 0.2, "y": 0.35}),
    ("0.5*(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)", XY),
    ("418.9829*2 - x*sin(sqrt(abs(x))) - y*sin(sqrt(abs(y)))", {"x": 10.0, "y": 20.0}),
    ("1 + (x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2))", {"x": 1.0, "y": 2.0}),
    ("100*sqrt(abs(y - 0.01*x^2)) + 0.01*abs(x + 10)", {"x": -9.0, "y": 2.0}),
    ("(x - 1)^2 + sum((w[...] - 1)^2)".replace("w[...]", "w"), {"x": SCALAR, "w": [3]}),
    # Scalars.
    ("x*y + sin(x)", XY), ("x*y*z", XYZ), ("(x + y)*(x - y)", {"x": 2.0, "y": 0.5}), ("x/y + y/x", XY), ("x^y", XY),
    ("x^y^z", XYZ), ("2^-x", {"x": SCALAR}), ("-x^2", {"x": SCALAR}), ("x^3 - 2*x + 1", {"x": -1.75}), ("x^-2", {"x": -1.5}),
    ("x^0.5 * y^1.5", XY), ("exp(x*y) + log(z)", XYZ), ("exp(-x^2/2)", {"x": SCALAR}), ("log(1 + exp(x))", {"x": SCALAR}),
    ("log1p(x) * expm1(y)", XY), ("log1p(1e-12*x)", {"x": SCALAR}), ("expm1(1e-12*x)", {"x": SCALAR}), ("sqrt(x^2 + y^2)", XY),
    ("sqrt(x)*square(y)", XY), ("sin(x)^2 + cos(x)", {"x": 0.5}), ("sin(cos(tan(x)))", {"x": 0.4}), ("tan(x)/x", {"x": 0.8}),
    ("asin(x) + acos(y)*atan(z)", {"x": 0.3, "y": 0.4, "z": 2.0}), ("atan(y/x)", XY), ("sinh(x)*cosh(y)", XY), ("tanh(x*y)", {"x": 0.5, "y": 0.75}),
    ("tanh(tanh(tanh(x)))", {"x": 0.5}), ("sigmoid(x)", {"x": 0.5}), ("sigmoid(sigmoid(x))", {"x": -0.5}), ("softplus(x)*y", XY),
    ("softplus(-600 + x)", {"x": 1.0}), ("relu(x)*y - relu(-x)", XY), ("abs(x - y)", {"x": 0.5, "y": 2.0}), ("sign(x)*y", XY),
    ("min(x, y) + max(x, z)", {"x": 0.5, "y": 1.0, "z": 0.25}), ("where(x > y, x*y, x + y)", XY), ("where(x <= y, exp(x), y)", XY),
    ("where(x == y, x, 3*y)", XY), ("erf(x)*y", XY), ("0.5*x*(1 + erf(x/sqrt(2)))", {"x": SCALAR}), ("xlogy(x, y) + xlogy(y, x)", {"x": 1.5, "y": 2.5}),
    ("clip(x, 0, 1)*y + clip(2*x, 0, 1)", {"x": 0.75, "y": 2.0}), ("squared_error(x, y)", {"x": 0.5, "y": 2.0}), ("x*sigmoid(x)", {"x": SCALAR}),
    ("x*tanh(softplus(x))", {"x": 0.5}), ("1/(1 + x^2)", {"x": SCALAR}), ("(x + y)/(1 + x*y)", XY), ("x - x^3/6 + x^5/120", {"x": 0.5}),
    ("exp(x)/(exp(x) + exp(y) + exp(z))", XYZ), ("logsumexp(x, y, z)", XYZ), ("logsumexp(1000 + x, 1000 + y)", {"x": 0.5, "y": 1.0}),
    ("x*exp(y*exp(z))", XYZ), ("log(log(log(x)))", {"x": 50.0}), ("((x*2 + 1)*2 + 1)*2 + 1", {"x": SCALAR}), ("1e-3*x + .5*y + 2.*z", XYZ),
    # The lecture.
    (f"log_loss({LINEAR}, y)", {"x1": 1.0, "x2": 2.0, "w1": 0.5, "w2": -0.25, "b": 0.1, "y": 1.0}),
    (f"log_loss({LINEAR}, y)", {"x1": 1.0, "x2": 2.0, "w1": 0.5, "w2": -0.75, "b": 0.1, "y": 0.0}),
    (f"-(y*log({LINEAR}) + (1 - y)*log(1 - {LINEAR}))", {"x1": 1.0, "x2": 2.0, "w1": 0.5, "w2": -0.75, "b": 0.1, "y": 0.25}),
    ("log_loss_with_logit(z, y)", {"z": 37.0, "y": 1.0}), ("log_loss_with_logit(w*x, y)", {"w": -3.0, "x": 2.0, "y": 0.25}),
    ("log_loss(a, y)", {"a": 0.75, "y": 0.5}), ("squared_error(sigmoid(w*x + b), y)", {"w": 0.5, "x": -1.0, "b": 0.25, "y": 1.0}),
    # Gaussians and mixtures.
    (GAUSS.format("1"), {"x": 0.5, "m1": 1.5, "s1": 0.75}),
    (f"logsumexp(log(p) + {GAUSS.format('1')}, log1p(-p) + {GAUSS.format('2')})",
     {"x": 0.5, "p": 0.25, "m1": 1.5, "s1": 0.75, "m2": -0.5, "s2": 1.25}),
    ("p*log(p/q) + (1 - p)*log((1 - p)/(1 - q))", {"p": 0.25, "q": 0.75}),
    ("0.5*(s^2 + m^2 - 1) - log(s)", {"s": 1.75, "m": 0.5}),
    # Recurrent cells and small networks.
    (H2, {"x1": 0.3, "x2": -0.2, "h0": 0.1, "w": 0.5, "u": 0.4, "b": 0.1}),
    (f"squared_error({RNN.format(x='x3', h=H2)}, y)",
     {"x1": 0.3, "x2": -0.2, "x3": 0.4, "h0": 0.1, "w": 0.5, "u": 0.4, "b": 0.1, "y": 1.0}),
    (f"(1 - {GRU_Z})*{GRU_N} + {GRU_Z}*h",
     {"x": 0.5, "h": 0.25, "wz": 0.3, "uz": 0.2, "bz": 0.1, "wr": -0.4, "ur": 0.6, "br": 0.2, "wn": 0.7, "un": -0.3, "bn": 0.1}),
    ("sigmoid(wo*x + uo*h)*tanh(sigmoid(wf*x + uf*h)*c + sigmoid(wi*x + ui*h)*tanh(wc*x + uc*h))",
     {"x": 0.5, "h": 0.25, "c": 0.4, "wo": 0.3, "uo": 0.2, "wf": -0.4, "uf": 0.6, "wi": 0.2, "ui": 0.1, "wc": 0.7, "uc": -0.3}),
    ("v1*tanh(w1*x + b1) + v2*tanh(w2*x + b2) + c", {"x": 0.5, "v1": 1.5, "w1": 0.5, "b1": 0.1, "v2": -0.5, "w2": 0.25, "b2": 0.2, "c": 0.3}),
    ("v1*relu(w1*x + b1) + v2*relu(w2*x + b2)", {"x": 0.5, "v1": 1.5, "w1": 0.5, "b1": 0.1, "v2": 0.5, "w2": -1.25, "b2": 0.2}),
    ("sum(w2 @ tanh(0.25*(w1 @ x) + b1) + b2)", {"x": [2], "w1": [3, 2], "b1": [[0.1], [0.2], [0.3]], "w2": [1, 3], "b2": [1]}),
    ("mean(squared_error(relu(x @ w1 + b1) @ w2, y))", {"x": [2, 3], "w1": [3, 2], "b1": [2], "w2": [2], "y": [2]}),
    # Tensors.
    ("sum(x)", {"x": [2, 3]}), ("mean(x^2)", {"x": [2, 3]}), ("sum(x*y)", {"x": [2, 3], "y": [3]}), ("sum(x/y)", {"x": [2, 1], "y": [1, 3]}),
    ("dot(x, y)", {"x": [4], "y": [4]}), ("dot(x, x)^0.5", {"x": [4]}), ("x @ y", {"x": [4], "y": [4]}), ("sum(a @ b)", {"a": [2, 3], "b": [3, 2]}),
    ("x @ a @ x", {"x": [3], "a": [3, 3]}), ("sum((a @ x - y)^2)", {"a": [2, 2], "x": [2], "y": [[5.0], [6.0]]}), ("sum(a @ b @ a)", {"a": [2, 2], "b": [2, 2]}),
    ("sum(a @ b)", {"a": [2, 2, 3], "b": [3, 2]}), ("sum(exp(transpose(a) @ a))", {"a": [2, 2]}), ("sum(a * transpose(a))", {"a": [3, 3]}),
    ("sum(transpose(x, perm=[1,2,0]) * y)", {"x": [2, 2, 3], "y": [2]}), ("sum(reshape(x, shape=[3,2]) @ y)", {"x": [2, 3], "y": [2]}),
    ("sum(reshape(x, shape=[-1])^3)", {"x": [2, 2]}), ("sum(broadcast_to(x, shape=[3,2]) * y)", {"x": [2], "y": [3, 1]}),
    ("sum(concat(x, y, axis=0)^2)", {"x": [2], "y": [3]}), ("mean(concat(x, y, axis=1) * z)", {"x": [2, 1], "y": [2, 2], "z": [3]}),
    ("sum(slice(x, start=1) * slice(x, stop=-1))", {"x": [4]}), ("sum(exp(slice(x, axis=1, start=0, stop=3, step=2)))", {"x": [2, 3]}),
    ("sum(slice(x, axis=[0,1], start=[0,1], stop=[1,3])^2)", {"x": [2, 3]}), ("sum(gather(x, indices)^2)", {"x": [3], "indices": [0.0, 2.0, 2.0]}),
    ("sum(gather(x, indices, axis=1) * y)", {"x": [2, 3], "indices": [1.0, 0.0], "y": [2]}), ("sum(amax(x, axis=1)*amin(x, axis=0))", {"x": [2, 2]}),
    ("amax(x)*amin(x)", {"x": [4]}), ("logsumexp(x)", {"x": [4]}), ("sum(logsumexp(x, axis=1))", {"x": [2, 3]}), ("sum(logsumexp(x, axis=0, keepdims=true)*x)", {"x": [2, 2]}),
    ("dot(softmax(x), y)", {"x": [3], "y": [3]}), ("sum(softmax(x, axis=0)*x)", {"x": [2, 3]}), ("-sum(softmax(x)*log_softmax(x))", {"x": [3]}),
    ("-dot(log_softmax(x), y)", {"x": [3], "y": [3]}), ("cross_entropy(x, labels)", {"x": [4], "labels": 2.0}),
    ("mean(cross_entropy(x, labels))", {"x": [3, 4], "labels": [0.0, 3.0, 1.0]}), ("mean(cross_entropy(x @ w + b, labels))", {"x": [2, 2], "w": [2, 3], "b": [3], "labels": [2.0, 0.0]}),
    ("cross_entropy(x, labels)", {"x": [37.0, 0.0], "labels": 0.0}),
    (f"sum({ATTENTION})", {"q": [2, 2], "k": [3, 2], "v": [3, 2]}), (f"sum({LAYER_NORM})", {"x": [2, 3], "g": [3], "b": [3]}),
    ("sum(where(x > 1, x^2, 3*x))", {"x": [5]}), ("sum(clip(x, 0.5, 1.5)*y)", {"x": [4], "y": [4]}), ("sum(max(x, y)*min(x, y))", {"x": [3], "y": [3]}),
    ("mean(log_loss_with_logit(x @ w + b, y))", {"x": [3, 2], "w": [2], "b": SCALAR, "y": [3]}), ("sum(x^y)", {"x": [2], "y": [2]}),
    ("mean((x - mean(x))^2)", {"x": [4]}), ("sum((x - y)^2)^0.5", {"x": [3], "y": [[2.0], [3.5], [4.0]]}), ("dot(x, y)/(dot(x, x)*dot(y, y))^0.5", {"x": [3], "y": [3]}),
    ("0.5*sum(w^2) + sum(max(0, 1 - y*(x @ w)))", {"x": [3, 2], "w": [2], "y": [3]}), ("sum(abs(w))*0.1 + sum((x @ w - y)^2)", {"x": [2, 2], "w": [2], "y": [2]}),
    ("sum(softplus(x) - erf(y))", {"x": [2], "y": [2]}), ("sum_over_examples(x*y)", XY), ("mean_over_examples(sum(x*y))", {"x": [2], "y": [2]}),
    ("sum(mean(x, axis=1, keepdims=true) / (1 + x^2))", {"x": [2, 3]}), ("sum((tanh(0.25*x) @ softmax(y, axis=-1))*z)", {"x": [2, 2], "y": [2, 2], "z": [2]}),
    ("sum((x @ transpose(x))^2)", {"x": [2, 3]}), ("log(sum(exp(x)^2))", {"x": [3]}), ("sum(sqrt(sum(x^2, axis=1)))", {"x": [2, 3]}),
]

PYTHON = [(r"\^", "**"), (r"\btrue\b", "True"), (r"\bfalse\b", "False")]


def shape_of(value):
    return [len(value), *shape_of(value[0])] if isinstance(value, list) else []


def flat(value):
    return [n for part in value for n in flat(part)] if isinstance(value, list) else [value]


def nested(shape, numbers):
    if not shape:
        return numbers[0]
    step = len(numbers) // shape[0]
    return [nested(shape[1:], numbers[i * step:(i + 1) * step]) for i in range(shape[0])]


def is_shape(spec):
    return isinstance(spec, list) and all(isinstance(n, int) for n in spec)


def solved(entry, draw, slope, condition, rounded):
    """The entry with values drawn, and the exact value and gradient; the condition numbers stand beside them."""
    text, specs = entry
    values = {name: spec if not is_shape(spec) else
              nested(spec, [round(draw.uniform(0.25, 1.75), 3) for _ in range(tensors.size(spec))])
              for name, spec in specs.items()}
    shapes = {name: shape_of(v) for name, v in values.items()}
    wanted = [name for name in values if name not in LABELS]
    python = text
    for pattern, replacement in PYTHON:
        python = re.sub(pattern, replacement, python)
    code = compile(python, text, "eval")
    names = dict(tensors.FUNCTIONS, sum_over_examples=tensors.tensor, mean_over_examples=tensors.tensor)

    def value(numbers):
        rest = list(numbers)
        leaves = {name: Tensor(shapes[name], [rest.pop(0) if name in wanted else mpf(v) for v in flat(values[name])]) for name in values}
        return tensors.tensor(eval(code, {"__builtins__": {}}, names | leaves)).data[0]

    numbers = [mpf(v) for name in wanted for v in flat(values[name])]
    slopes = [lambda x, i=i: slope(value, x, i) for i in range(len(numbers))]
    gradient = [rounded(f(numbers)) for f in slopes]
    shown = lambda f: float(f"{min(float(condition(f, numbers)), 1e99):.3g}")  # JSON has no infinity

    def by_name(flat_numbers):
        rest = list(flat_numbers)
        return {name: nested(shapes[name], [rest.pop(0) for _ in flat(values[name])]) for name in wanted}

    return {"text": text, "values": values, "value": rounded(value(numbers)), "gradient": by_name(gradient),
            "condition": {"value": shown(value), "gradient": by_name([shown(f) for f in slopes])}}
