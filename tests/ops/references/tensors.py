"""Tensors of mpmath numbers, and the functions of the text form on them: only what references.py needs."""
import itertools
import math

from mpmath import mp, mpf


def size(shape):
    return math.prod(shape)


def indices(shape):
    return list(itertools.product(*map(range, shape)))


class Tensor:
    def __init__(self, shape, data):
        self.shape, self.data = list(shape), list(data)

    def __getitem__(self, index):
        """The element at the index of a shape that this one broadcasts to."""
        at = 0
        for i, extent in zip(index[len(index) - len(self.shape):], self.shape):
            at = at * extent + (i if extent > 1 else 0)
        return self.data[at]

    __add__ = lambda a, b: each(lambda x, y: x + y)(a, b)
    __radd__ = lambda a, b: each(lambda x, y: x + y)(b, a)
    __sub__ = lambda a, b: each(lambda x, y: x - y)(a, b)
    __rsub__ = lambda a, b: each(lambda x, y: x - y)(b, a)
    __mul__ = lambda a, b: each(lambda x, y: x * y)(a, b)
    __rmul__ = lambda a, b: each(lambda x, y: x * y)(b, a)
    __truediv__ = lambda a, b: each(lambda x, y: x / y)(a, b)
    __rtruediv__ = lambda a, b: each(lambda x, y: x / y)(b, a)
    __pow__ = lambda a, b: each(power)(a, b)
    __rpow__ = lambda a, b: each(power)(b, a)
    __neg__ = lambda a: each(lambda x: -x)(a)
    __matmul__ = lambda a, b: matmul(a, b)
    __lt__ = lambda a, b: each(lambda x, y: mpf(x < y))(a, b)
    __le__ = lambda a, b: each(lambda x, y: mpf(x <= y))(a, b)
    __gt__ = lambda a, b: each(lambda x, y: mpf(x > y))(a, b)
    __ge__ = lambda a, b: each(lambda x, y: mpf(x >= y))(a, b)
    __eq__ = lambda a, b: each(lambda x, y: mpf(x == y))(a, b)


def power(x, y):
    return mpf(1) if y == 0 else x ** int(y) if y == int(y) else x ** y


def tensor(x):
    return x if isinstance(x, Tensor) else Tensor([], [mpf(x)])


def broadcast(shapes):
    rank = max(map(len, shapes))
    padded = [[1] * (rank - len(s)) + list(s) for s in shapes]
    return [max(extents) if 0 not in extents else 0 for extents in zip(*padded)]


def each(f):
    """The function of numbers, element by element over tensors that broadcast; numbers alone give a number."""
    def apply(*operands):
        if not any(isinstance(x, Tensor) for x in operands):
            return f(*map(mpf, operands))
        operands = [tensor(x) for x in operands]
        shape = broadcast([x.shape for x in operands])
        return Tensor(shape, [f(*(x[i] for x in operands)) for i in indices(shape)])
    return apply


def resolved(axis, rank):
    axes = range(rank) if axis is None else axis if isinstance(axis, list) else [axis]
    return [a % rank for a in axes]


def grouped(x, axis):
    """The shape with the axes reduced to 1, and for each of its indices the elements along the axes."""
    axes = resolved(axis, len(x.shape))
    kept = [1 if i in axes else extent for i, extent in enumerate(x.shape)]
    groups = {i: [] for i in indices(kept)}
    for i in indices(x.shape):
        groups[tuple(0 if a in axes else k for a, k in enumerate(i))].append(x[i])
    return kept, axes, groups


def reduction(f):
    def apply(x, axis=None, keepdims=False):
        kept, axes, groups = grouped(tensor(x), axis)
        shape = kept if keepdims else [e for i, e in enumerate(kept) if i not in axes]
        return Tensor(shape, [f(groups[i]) for i in indices(kept)])
    return apply


def along(f):
    """f(element, its group) for each element."""
    def apply(x, axis=-1):
        kept, axes, groups = grouped(x, axis)
        group = lambda i: groups[tuple(0 if a in axes else k for a, k in enumerate(i))]
        return Tensor(x.shape, [f(x[i], group(i)) for i in indices(x.shape)])
    return apply


def log_sum(values):
    top = max(values)
    return top + mp.log(sum(mp.exp(v - top) for v in values))


def logsumexp(*operands, **attributes):
    if len(operands) == 1:
        return reduction(log_sum)(operands[0], **attributes)
    return each(lambda *values: log_sum(values))(*operands)


def matmul(a, b):
    left = Tensor([1] + a.shape, a.data) if len(a.shape) == 1 else a
    right = Tensor(b.shape + [1], b.data) if len(b.shape) == 1 else b
    batch = broadcast([left.shape[:-2], right.shape[:-2]]) if len(left.shape) + len(right.shape) > 4 else []
    full = [left.shape[-2], right.shape[-1]]
    data = [sum(left[i[:-2] + (i[-2], k)] * right[i[:-2] + (k, i[-1])] for k in range(left.shape[-1]))
            for i in indices(batch + full)]
    return Tensor(batch + full[len(a.shape) == 1:1] + full[1:2 - (len(b.shape) == 1)], data)


def transpose(x, perm=None):
    rank = len(x.shape)
    perm = [p % rank for p in perm] if perm is not None else list(range(rank))[::-1]
    shape = [x.shape[p] for p in perm]
    return Tensor(shape, [x[tuple(i[perm.index(a)] for a in range(rank))] for i in indices(shape)])


def reshape(x, shape):
    known = size([e for e in shape if e != -1])
    return Tensor([e if e != -1 else len(x.data) // known for e in shape], x.data)


def broadcast_to(x, shape):
    return Tensor(shape, [x[i] for i in indices(shape)])


def sum_to(x, shape):
    result = Tensor(shape, [mpf(0)] * size(shape))
    places = Tensor(shape, range(size(shape)))
    for i in indices(x.shape):
        result.data[places[i]] += x[i]
    return result


def concat(*parts, axis=0):
    axis %= len(parts[0].shape)
    rows = [(part, k) for part in parts for k in range(part.shape[axis])]
    shape = list(parts[0].shape)
    shape[axis] = len(rows)
    return Tensor(shape, [rows[i[axis]][0][i[:axis] + (rows[i[axis]][1],) + i[axis + 1:]] for i in indices(shape)])


def cut(x, axis=None, start=None, stop=None, step=None):
    lists = [v if v is None or isinstance(v, list) else [v] for v in (axis, start, stop, step)]
    count = max(len(v) for v in lists if v is not None)
    axis = [a % len(x.shape) for a in lists[0]] if lists[0] is not None else list(range(count))
    places = [range(extent) for extent in x.shape]
    for k, a in enumerate(axis):
        bounds = [v[k] if v is not None else None for v in lists[1:]]
        places[a] = range(x.shape[a])[slice(*bounds)]
    return Tensor([len(p) for p in places], [x[i] for i in itertools.product(*places)])


def pad_slice(x, shape, start, step):
    start, step = ([v] if not isinstance(v, list) else v for v in (start, step))
    result = Tensor(shape, [mpf(0)] * size(shape))
    places = Tensor(shape, range(size(shape)))
    for i in indices(x.shape):
        result.data[places[tuple(s + k * t for s, k, t in zip(start, i, step))]] = x[i]
    return result


def gather(x, picked, axis=0):
    axis %= len(x.shape)
    rank = len(picked.shape)
    shape = x.shape[:axis] + picked.shape + x.shape[axis + 1:]
    return Tensor(shape, [x[i[:axis] + (int(picked[i[axis:axis + rank]]),) + i[axis + rank:]] for i in indices(shape)])


def scatter_add(x, picked, axis, extent):
    rank = len(picked.shape)
    shape = x.shape[:axis] + [extent] + x.shape[axis + rank:]
    result = Tensor(shape, [mpf(0)] * size(shape))
    places = Tensor(shape, range(size(shape)))
    for i in indices(x.shape):
        result.data[places[i[:axis] + (int(picked[i[axis:axis + rank]]),) + i[axis + rank:]]] += x[i]
    return result


def softmax_error(logits, labels, axis=-1):
    axis %= len(logits.shape)
    a = along(lambda v, group: mp.exp(v - log_sum(group)))(logits, axis)
    return Tensor(a.shape, [a[i] - (i[axis] == labels[i[:axis] + i[axis + 1:]]) for i in indices(a.shape)])


def cross_entropy(logits, labels, axis=-1):
    axis %= len(logits.shape)
    loss = along(lambda v, group: log_sum(group) - v)(logits, axis)
    shape = logits.shape[:axis] + logits.shape[axis + 1:]
    return Tensor(shape, [loss[i[:axis] + (int(labels[i]),) + i[axis:]] for i in indices(shape)])


def log_loss(a, y):
    return -(y * mp.log(a) if y != 0 else 0) - ((1 - y) * mp.log1p(-a) if y != 1 else 0)


def softplus(x):
    return max(x, mpf(0)) + mp.log1p(mp.exp(-abs(x)))


NUMBERS = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b, "divide": lambda a, b: a / b,
    "negate": lambda a: -a, "square": lambda x: x * x, "exp": mp.exp, "expm1": mp.expm1, "log": mp.log, "log1p": mp.log1p,
    "sqrt": mp.sqrt, "pow": power, "sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "asin": mp.asin, "acos": mp.acos,
    "atan": mp.atan, "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "erf": mp.erf,
    "sigmoid": lambda z: 1 / (1 + mp.exp(-z)), "softplus": softplus, "mul00": lambda a, b: a * b,
    "sigmoid_slope": lambda z: 1 / (1 + mp.exp(-z)) / (1 + mp.exp(z)), "tanh_slope": lambda x: 1 / mp.cosh(x) ** 2,
    "pow_log": lambda x, y, k: x ** y * mp.log(x) ** k, "power_slope": lambda x, y: y * x ** (y - 1),
    "power_slope_log": lambda x, y, k: x ** (y - 1) * (y * mp.log(x) ** k + (k and k * mp.log(x) ** (k - 1))),
    "relu": lambda x: max(x, mpf(0)), "abs": abs,
    "sign": mp.sign, "min": min, "max": max, "clip": lambda x, low, high: min(max(x, low), high),
    "where": lambda c, a, b: a if c != 0 else b, "xlogy": lambda x, y: x * mp.log(y) if x != 0 else mpf(0),
    "squared_error": lambda x, y: (x - y) ** 2, "log_loss": log_loss,
    "log_loss_with_logit": lambda z, y: (1 - y) * softplus(z) + y * softplus(-z),
    "less": lambda a, b: mpf(a < b), "less_equal": lambda a, b: mpf(a <= b), "equal": lambda a, b: mpf(a == b),
}

FUNCTIONS = {name: each(f) for name, f in NUMBERS.items()} | {
    "sum": reduction(sum), "mean": reduction(lambda v: sum(v) / len(v)), "amax": reduction(max), "amin": reduction(min),
    "logsumexp": logsumexp, "softmax": along(lambda v, group: mp.exp(v - log_sum(group))),
    "log_softmax": along(lambda v, group: v - log_sum(group)), "cross_entropy": cross_entropy, "softmax_error": softmax_error,
    "matmul": matmul, "dot": lambda a, b: matmul(a, b), "transpose": transpose, "reshape": reshape,
    "broadcast_to": broadcast_to, "sum_to": sum_to, "concat": concat, "slice": cut, "pad_slice": pad_slice, "gather": gather,
    "scatter_add": scatter_add,
}
