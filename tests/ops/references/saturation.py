"""Exact first and second derivatives of functions of one number over the whole line, to where they are subnormal.

    saturation.py        writes saturation.json here

Values are computed by mpmath with hundreds of digits; derivatives are differences of those values with a step so small
that it makes no error. Beside each derivative stands its condition number: how many times larger a relative error of x
reappears in it.
"""
import json
import pathlib

from mpmath import mp, mpf, exp, log

mp.dps = 1600
HERE = pathlib.Path(__file__).parent
STEP = mpf(10) ** -300

sigmoid = lambda x: 1 / (1 + exp(-x))
tanh = lambda x: (exp(2 * x) - 1) / (exp(2 * x) + 1)

# As the text form writes them, of x.
FUNCTIONS = {
    "sigmoid(x)": sigmoid,
    "tanh(x)": tanh,
    "softplus(x)": lambda x: log(1 + exp(x)),
    "log_loss_with_logit(x, 1)": lambda x: log(1 + exp(-x)),
    "log_loss_with_logit(x, 0.25)": lambda x: log(1 + exp(-x)) + x * mpf(0.75),
    "logsumexp(x, 0, -x)": lambda x: log(exp(x) + 1 + exp(-x)),
    "logsumexp(x, 1, 3)": lambda x: log(exp(x) + exp(mpf(1)) + exp(mpf(3))),
    "sum(slice(softmax(concat(reshape(x, shape=[1]), [0, 1])), start=0, stop=1))":
        lambda x: exp(x) / (exp(x) + 1 + exp(mpf(1))),
    "sum(slice(log_softmax(concat(reshape(x, shape=[1]), [0, 1])), start=0, stop=1))":
        lambda x: x - log(exp(x) + 1 + exp(mpf(1))),
    "cross_entropy(concat(reshape(x, shape=[1]), [0]), 0)": lambda x: log(1 + exp(-x)),
}
SIZES = [0.0, 1e-300, 1e-17, 1e-9, 1e-3, 0.1, 0.3, 0.5, 0.6, 0.624, 0.626, 0.8, 1.0, 1.7, 2.5, 4.0, 7.0, 10.0, 15.0, 19.0,
         19.1, 25.0, 36.0, 36.8, 37.43, 40.0, 60.0, 100.0, 200.0, 350.0, 353.5, 360.0, 371.0, 500.0, 700.0, 708.0, 710.0, 720.0, 740.0]


# x occurs in these twice: their derivative is a difference of shares of at most 1, with the errors of these.
DIFFERENCES = ("logsumexp(x, 0, -x)",)


def derivatives(f, x):
    values = [f(x + k * STEP) for k in (-2, -1, 0, 1, 2)]
    first = (values[3] - values[1]) / (2 * STEP)
    second = (values[3] - 2 * values[2] + values[1]) / STEP ** 2
    third = (values[4] - 2 * values[3] + 2 * values[1] - values[0]) / (2 * STEP ** 3)
    return first, second, third


def condition(x, slope, value):
    return 1.0 if abs(value) < mpf(10) ** -400 else min(float(abs(x * slope / value)), 1e99)


def clean(value):
    """Without what the step leaves behind."""
    return 0.0 if abs(value) < mpf(10) ** -330 else float(value)


def entries():
    for text, f in FUNCTIONS.items():
        for size in SIZES:
            for x in sorted({-size, size}):
                first, second, third = derivatives(f, mpf(x))
                own = 1 / float(abs(first)) if text in DIFFERENCES and first != 0 else 1.0
                yield {"text": text, "x": x, "first": clean(first), "second": clean(second),
                       "condition": [float(f"{max(own, condition(mpf(x), second, first)):.3g}"),
                                     float(f"{condition(mpf(x), third, second):.3g}")]}


if __name__ == "__main__":
    lines = ",\n".join("  " + json.dumps(entry) for entry in entries())
    (HERE / "saturation.json").write_text("[\n" + lines + "\n]\n", encoding="utf-8")
