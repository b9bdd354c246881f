// Forward and backward through the graph, step by step, as the engine does it.

const data = JSON.parse(document.getElementById("data").textContent);
const nodes = new Map(data.nodes.map((node) => [node.id, node]));
const loss = nodes.get(data.loss);
const forwardSteps = data.steps.filter((step) => step.phase === "forward").length;
for (const node of data.nodes) {
  node.value = node.value.map(readNumber);
  if (node.cotangent) node.cotangent = node.cotangent.map(readNumber);
}

// Why the page cannot compute: nothing, or what stands in the way.
const obstacle = (() => {
  if (!data.steps.length) return { reason: "size" };
  if (data.examples > 1) return { reason: "examples" };
  for (const node of data.nodes) {
    if (node.op && !f[ruleOf(node)]) return { reason: "op", what: node.op };
    if (node.shape.length) return { reason: "tensor", what: node.label };
  }
  return null;
})();

// A structural op has rules only of so many scalars.
function ruleOf(node) {
  return node.structural ? `${node.op} of ${node.operands.length}` : node.op;
}

// From the leaves' values to those of all nodes, and to the numbers of every step.
function compute(leaves) {
  const value = new Map();
  for (const node of data.nodes) {
    if (!node.op) value.set(node.id, leaves.get(node.id) ?? node.value);
    else value.set(node.id, [f[ruleOf(node)](...operandsOf(node, value))]);
  }
  const cotangent = new Map();
  const steps = data.steps.map((step) => {
    if (step.phase === "forward") return { value: value.get(step.node) };
    if (step.phase === "seed") {
      cotangent.set(step.node, [1]);
      return { contribution: [1], before: [0], after: [1] };
    }
    // The chain rule: cotangent[input] += cotangent[node] * partial.
    const node = nodes.get(step.node);
    const upstream = cotangent.get(step.node)[0];
    const rule = rules[ruleOf(node)];
    const local = rule.partials[step.operand](...operandsOf(node, value), value.get(step.node)[0]);
    const isClosed = (rule.gated && local === 0) || (step.stopsAtZero && upstream === 0);
    const contribution = isClosed ? 0 : upstream * local;
    const before = cotangent.get(step.input);
    const after = [before ? before[0] + contribution : contribution];
    cotangent.set(step.input, after);
    return { local: [local], upstream: [upstream], contribution: [contribution], before: before ?? [0], after };
  });
  return { value, cotangent, steps };
}

function operandsOf(node, value) {
  const operands = node.operands.map((id) => value.get(id)[0]);
  return node.reduces ? [...operands, data.examples] : operands;
}

// The engine's own numbers, where the page cannot compute.
function computedByEngine() {
  const read = (numbers) => (numbers ?? []).map(readNumber);
  return {
    value: new Map(data.nodes.map((node) => [node.id, node.value])),
    cotangent: new Map(data.nodes.filter((node) => node.cotangent).map((node) => [node.id, node.cotangent])),
    steps: data.steps.map((step) => ({
      value: nodes.get(step.node).value,
      local: read(step.local),
      upstream: read(step.upstream),
      contribution: read(step.contribution),
      before: read(step.before),
      after: read(step.after),
    })),
  };
}
