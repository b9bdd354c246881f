"""How good ops/carriers/elementary.inl is, measured against mpmath; the numbers stand in its comments.

    elementary.py [POINTS]        compiles the number carrier for the CPU at hand and prints, per function and range, the
                                  largest error in ulp of the exact result and where it was met; then how far its own two
                                  polynomials are from the best of their degree

A range is sampled evenly POINTS times (20000 if it is not said), and as often again scaled by powers of two down to the
subnormals where it contains 0. An ulp is the distance from the correctly rounded result to the next double away from 0.
"""
import ctypes
import pathlib
import random
import subprocess
import sys
import tempfile

import mpmath
from mpmath import mp, mpf

ROOT = pathlib.Path(__file__).resolve().parents[3]
FUNCTIONS = {
    "exp": (mpmath.exp, [(-745, -708), (-708, 709.78), (-1, 1)]),
    "expm1": (mpmath.expm1, [(-40, 709.78), (-2, 2), (-0.4, 0.4)]),
    "log": (mpmath.log, [(0, 10), (0.5, 2)]),
    "log1p": (mpmath.log1p, [(-1, 10), (-0.5, 1)]),
    "sin": (mpmath.sin, [(-0.78, 0.78), (-4, 4), (-2.0**20, 2.0**20)]),
    "cos": (mpmath.cos, [(-0.78, 0.78), (-4, 4), (-2.0**20, 2.0**20)]),
    "tanh": (mpmath.tanh, [(-20, 20), (-0.7, 0.7), (0.6, 0.7)]),
}
OWN_SOURCES = ["ops/carriers/number.cpp", "ops/carriers/dispatch.cpp"]
SOURCE = """
#include <chainrule/ops/carriers/number.hpp>
#define MAP(name) extern "C" void map_##name(const double* x, double* y, long count) {{ \\
  for (long i = 0; i < count; ++i) y[i] = chainrule::name(chainrule::Number(x[i])).value; }}
{}
"""


def compiled(folder):
    include = folder / "chainrule"
    include.mkdir()
    for floor in ("engine", "ops"):
        (include / floor).symlink_to(ROOT / floor)
    source = folder / "maps.cpp"
    source.write_text(SOURCE.format("\n".join(f"MAP({name})" for name in FUNCTIONS)))
    library = folder / "maps.so"
    subprocess.run(["c++", "-std=c++20", "-O1", "-ffp-contract=off", "-shared", "-fPIC", "-DHWY_SHARED_DEFINE",
                    '-DCHAINRULE_HIGHWAY_LIBRARY="libhwy.so"', '-DCHAINRULE_HIGHWAY_NAME="libhwy.so"', f"-I{folder}", source,
                    *(ROOT / name for name in OWN_SOURCES), "-lhwy", "-lfmt", "-o", library], check=True)
    return ctypes.CDLL(str(library))


def values(library, name, points):
    array = ctypes.c_double * len(points)
    result = array()
    getattr(library, f"map_{name}")(array(*points), result, ctypes.c_long(len(points)))
    return list(result)


def ulp(x):
    """The distance of |x|'s double to the next larger one."""
    exponent = max(mp.frexp(abs(x))[1] - 53, -1074) if x != 0 else -1074
    return mpf(2) ** int(exponent)


def sampled(low, high, count):
    points = [random.uniform(low, high) for _ in range(count)]
    if low <= 0 <= high:
        points += [point * 2.0 ** -random.randrange(1, 1060) for point in points]
    return [point for point in points if point != 0 and (low, high) != (0, 10) or point > 0]


def measure(library, count):
    for name, (exact, ranges) in FUNCTIONS.items():
        for low, high in ranges:
            points = sampled(low, high, count)
            worst, place = mpf(0), 0.0
            for x, y in zip(points, values(library, name, points)):
                right = exact(mpf(x))
                error = abs(mpf(y) - right) / ulp(right)
                if error > worst:
                    worst, place = error, x
            print(f"{name:6} [{low}, {high}]  {mpmath.nstr(worst, 4)} ulp at {place.hex()}")


def coefficients(name):
    text = (ROOT / "ops/carriers/elementary.inl").read_text()
    numbers = text.split(f"constexpr double {name}[] = {{")[1].split("}")[0]
    return [mpf(float(number)) for number in numbers.split(",")]


def best(function, low, high, count):
    """The polynomial of that many coefficients with the smallest largest error (Remez), and that error."""
    nodes = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * i / count) for i in range(count + 1)]
    grid = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * mpf(i) / 800) for i in range(801)]
    exact = [function(x) for x in grid]
    for _ in range(6):
        rows = [[x**j for j in range(count)] + [(-1) ** i] for i, x in enumerate(nodes)]
        found = list(mp.lu_solve(mp.matrix(rows), mp.matrix([function(x) for x in nodes])))[:count]
        errors = [y - mpmath.polyval(found[::-1], x) for x, y in zip(grid, exact)]
        extrema = []
        for x, error in zip(grid, errors):
            if not extrema or (error > 0) != (extrema[-1][1] > 0):
                extrema.append((x, error))
            elif abs(error) > abs(extrema[-1][1]):
                extrema[-1] = (x, error)
        if len(extrema) < count + 1:
            break
        nodes = [x for x, _ in extrema[: count + 1]]
    return found, max(abs(error) for error in errors)


def compare(name, function, low, high):
    own = coefficients(name)
    errors = [abs(mpmath.polyval(own[::-1], x) - function(x))
              for x in (low + (high - low) * mpf(i) / 2000 for i in range(2001))]
    found, smallest = best(function, low, high, len(own))
    print(f"{name}: largest error {mpmath.nstr(max(errors), 3)}, of the best polynomial {mpmath.nstr(smallest, 3)}")
    print("  best:", ", ".join(repr(float(c)) for c in found))


def exp_rest(r):
    return mpf(1) / 2 + r / 6 if abs(r) < mpf(10) ** -25 else (mp.exp(r) - 1 - r) / r**2


def atanh_rest(z):
    s = mp.sqrt(z)
    return mpf(2) / 3 + 2 * z / 5 if z < mpf(10) ** -25 else 2 * (mp.atanh(s) - s) / s**3


def main():
    mp.dps = 50
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        measure(compiled(pathlib.Path(folder)), int(sys.argv[1]) if len(sys.argv) > 1 else 20000)
    mp.dps = 80
    compare("kExp", exp_rest, -mp.log(2) / 2, mp.log(2) / 2)
    compare("kAtanh", atanh_rest, mpf(0), mpf(1) / 9)


if __name__ == "__main__":
    main()
