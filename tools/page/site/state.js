// Where the reader is, and what is known there.

const initialLeaves = () => new Map(data.nodes.filter((node) => !node.op).map((node) => [node.id, node.value]));

const state = {
  leaves: initialLeaves(),
  run: null,
  position: 0, // after so many steps
  alpha: 0.1,
  losses: [], // one per update, and the first
  style: "lecture",
  open: null, // the box that is open
  language: "en",
  playing: null,
  speed: 1,
};

const hasChanged = () => data.nodes.some((node) => !node.op && !node.value.every((number, i) => Object.is(number, state.leaves.get(node.id)[i])));

const words = () => (state.language === "uk" ? wordsUk : wordsEn);

function recompute() {
  state.run = obstacle ? computedByEngine() : compute(state.leaves);
}

// By receiver, the steps that add to its cotangent.
const contributionsTo = new Map();
data.steps.forEach((step, i) => {
  if (step.phase === "forward") return;
  const receiver = step.input ?? step.node;
  if (!contributionsTo.has(receiver)) contributionsTo.set(receiver, []);
  contributionsTo.get(receiver).push(i + 1);
});

// By consumer and operand, the step that goes back along the edge.
const stepAlong = new Map();
data.steps.forEach((step, i) => {
  if (step.phase === "backward") stepAlong.set(`${step.node}.${step.operand}`, i + 1);
});

function knownValue(id) {
  const node = nodes.get(id);
  if (!node) return null;
  const isKnown = !node.op || !data.steps.length || (node.step ? node.step <= state.position : forwardSteps <= state.position);
  return isKnown ? state.run.value.get(id) : null;
}

// What has arrived by now; null, not zero, if nothing has.
function knownCotangent(id) {
  const steps = contributionsTo.get(id) ?? [];
  const done = steps.filter((index) => index <= state.position);
  if (!done.length) return null;
  return { numbers: state.run.steps[done[done.length - 1] - 1].after, isFinal: done.length === steps.length };
}

const currentStep = () => (state.position > 0 ? data.steps[state.position - 1] : null);

// The step to go to for a node: the one that completes its cotangent if the backward pass has begun, else its value's.
function stepFor(id) {
  const steps = contributionsTo.get(id);
  const node = nodes.get(id);
  const backward = steps ? steps[steps.length - 1] : 0;
  if (state.position > forwardSteps && backward && backward !== state.position) return backward;
  return node?.step || backward;
}
