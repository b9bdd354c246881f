// What the definitions of the ops are written in: the engine's elementary functions, as JavaScript has them.
// The functions of all other ops, and the partials of all, are written out from the definitions right after this.
const f = {
  exp: (x) => Math.exp(x),
  log: (x) => Math.log(x),
  log1p: (x) => Math.log1p(x),
  expm1: (x) => Math.expm1(x),
  sqrt: (x) => Math.sqrt(x),
  sin: (x) => Math.sin(x),
  cos: (x) => Math.cos(x),
  tan: (x) => Math.tan(x),
  asin: (x) => Math.asin(x),
  acos: (x) => Math.acos(x),
  atan: (x) => Math.atan(x),
  sinh: (x) => Math.sinh(x),
  cosh: (x) => Math.cosh(x),
  tanh: (x) => Math.tanh(x),
  abs: (x) => Math.abs(x),
  pow,
  min: (a, b) => (a < b ? a : b <= a ? b : a + b),
  max: (a, b) => (a > b ? a : b >= a ? b : a + b),
  less: (a, b) => (a < b ? 1 : 0),
  less_equal: (a, b) => (a <= b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
  where: (condition, a, b) => (condition !== 0 ? a : b),
  mul0: (w, a) => (w === 0 ? 0 : w * a),
  xdivy: (w, a) => (w === 0 ? 0 : w / a),
  stop_gradient: (x) => x,
  erf,
};

// The special exponents of the engine's own; and C's pow knows two more values than JavaScript's.
function pow(x, y) {
  if (y === 2) return x * x;
  if (y === 3) return x * x * x;
  if (y === 1) return x;
  if (y === -1) return 1 / x;
  if (y === 0.5 && x > 0) return Math.sqrt(x);
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);
}

// JavaScript has no erf: a series of positive terms near 0, a continued fraction of 1 - erf further out.
function erf(x) {
  const size = Math.abs(x);
  if (!(size < 6)) return Number.isNaN(x) ? x : Math.sign(x);
  const scale = (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); ++n) sum += term *= (2 * x * x) / (2 * n + 1);
    return scale * sum;
  }
  let fraction = size;
  for (let n = 60; n > 0; --n) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - scale / (2 * fraction));
}

const rules = {}; // by op: its partials, and whether they gate the cotangent
const short = {}; // by node: its cotangent's short form, as a function of the nodes' values

function define(op, gated, partials) {
  rules[op] = { gated, partials };
}
