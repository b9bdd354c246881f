// What this step does: in a sentence, as an equation, in numbers; what it comes to, and why.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const plainName = (node) => node.label;

function sentence() {
  const step = currentStep();
  const say = words();
  if (!step) return data.steps.length ? say.beginning : "";
  const total = data.steps.length;
  const node = nodes.get(step.node);
  const run = state.run.steps[state.position - 1];
  if (step.phase === "forward")
    return say.saysForward(state.position, total, node.label, readable(step.formula), shortText(run.value));
  if (step.phase === "seed") return say.saysSeed(state.position, total, node.cotangentLabel);
  const input = nodes.get(step.input);
  const number = shortText(run.contribution);
  if (node.structural) return say.saysWhole(state.position, total, input.cotangentLabel, node.cotangentLabel, number);
  return say.saysBackward(state.position, total, input.cotangentLabel, node.cotangentLabel, `d${node.label}/d${input.label}`, number);
}

// MathML as one reads it aloud.
function readable(source) {
  const formula = mathFrom(source);
  for (const low of formula.querySelectorAll("msub")) low.replaceWith(low.textContent);
  return formula.textContent.replaceAll("\u2062", "·").replaceAll("\u2061", " ");
}

function equation(title, ...rows) {
  const part = element("div", { class: "equation" }, element("h3", {}, title));
  for (const row of rows) if (row) part.append(math(...row));
  return part;
}

function forwardEquations(step, run) {
  const node = nodes.get(step.node);
  const result = numberOf(node, "value", run.value);
  const book = step.book && [sign("="), mathFrom(step.book)];
  const source = step.book ?? step.formula;
  const numbers = run.value.length === 1 && hasNames(source) && !node.structural ? [sign("="), substituted(source)] : [];
  return [
    equation(words().definition, [...defined(node, step.formula), ...(book ?? [])]),
    equation(words().numbers, [nameOf(node), ...numbers, sign("="), result]),
  ];
}

function seedEquations(step, run) {
  const node = nodes.get(step.node);
  const note = element("p", {}, words().seedReason);
  const part = equation(words().chainRule, [cotangentOf(node), sign("="), edgeOf(node, node), sign("="), numberOf(node, "cotangent", run.after)]);
  part.append(note);
  return [part];
}

function backwardEquations(step, run) {
  const [node, input] = [nodes.get(step.node), nodes.get(step.input)];
  const isOnly = step.total === 1;
  const gets = isOnly ? [cotangentOf(input), sign("=")] : [cotangentOf(input), sign("+="), ];
  const result = numberOf(input, "contribution", run.contribution);
  if (node.structural) return [equation(words().chainRule, [...gets, mathFrom(step.partial)]), equation(words().numbers, [...gets.map((part) => part.cloneNode(true)), result])];
  const partial = numberOf(node, "partial", run.local);
  const isScalar = run.local.length === 1;
  const inNumbers = isScalar && hasNames(step.partial) ? [sign("="), substituted(step.partial)] : [];
  const isNumber = !hasNames(step.partial);
  return [
    equation(words().chainRule, [...gets, cotangentOf(node), sign("·"), edgeOf(node, input)]),
    equation(words().local, [edgeOf(node, input), sign("="), ...(isNumber ? [partial] : [mathFrom(step.partial), ...inNumbers, sign("="), partial])]),
    equation(words().numbers, [...gets.map((part) => part.cloneNode(true)), numberOf(node, "cotangent", run.upstream), sign("·"), numberOf(node, "partial", run.local, true), sign("="), result]),
  ];
}

// 0 → -0.475021, contribution 1 of 1: final
function runningSum(step, run) {
  const input = nodes.get(step.input ?? step.node);
  const isFinal = step.seen === step.total;
  const before = show(element("span"), input, "sum", run.before);
  const after = show(element("strong"), input, isFinal ? "cotangent" : "sum", run.after);
  const count = `${words().contribution(step.seen, step.total)}: ${isFinal ? words().final : words().more}`;
  return element("p", { class: "running" }, element("span", { class: "caption" }, words().runningSum), before, " → ", after, element("span", { class: "count" }, count));
}

// A tensor's numbers as a small grid; a list over the examples is a column.
function grid(node, kind, numbers) {
  const most = 6;
  const columns = node.shape.length ? node.shape[node.shape.length - 1] : 1;
  const table = element("table", { class: "grid" });
  for (let row = 0; row * columns < numbers.length && row < most; ++row) {
    const line = element("tr");
    for (let column = 0; column < Math.min(columns, most); ++column)
      line.append(element("td", {}, shortNumber(numbers[row * columns + column])));
    if (columns > most) line.append(element("td", {}, "…"));
    table.append(line);
  }
  if (numbers.length > most * columns) table.append(element("tr", {}, element("td", {}, "⋮")));
  table.setAttribute("data-node", node.label);
  table.setAttribute("data-kind", kind);
  table.setAttribute("data-exact", exactText(numbers));
  table.classList.add("number", kind);
  return table;
}

// What the cotangent comes to once it is complete, by which rewritings, and where that holds.
function algebra(id) {
  const known = data.algebra[id];
  const cotangent = knownCotangent(id);
  if (!known?.result || !cotangent?.isFinal) return null;
  const node = nodes.get(id);
  const part = element("div", { class: "algebra" }, element("h3", {}, words().inShort));
  part.append(math(cotangentOf(node), sign("="), mathFrom(known.result)));
  if (short[id]) {
    const number = short[id]((other) => state.run.value.get(other)[0]);
    const agrees = Math.abs(number - cotangent.numbers[0]) <= 1e-9 * Math.max(1, Math.abs(number)) || Object.is(number, cotangent.numbers[0]);
    part.append(math(sign("="), substituted(known.result), sign("="), numberOf(node, "short", [number])));
    part.append(element("p", { class: agrees ? "agrees" : "differs" }, agrees ? `✓ ${words().agrees}` : words().differs));
  }
  const steps = element("ol", { class: "rewritings" });
  if (known.start) steps.append(element("li", {}, math(cotangentOf(node), sign("="), mathFrom(known.start))));
  for (const step of known.steps) {
    const rule = element("span", { class: "rule" }, ...spoken(step[state.language]));
    const before = step.before ? [mathFrom(step.before)] : [];
    steps.append(element("li", {}, rule, math(...before, sign("="), mathFrom(step.after))));
  }
  if (known.nonzero?.length) {
    const conditions = known.nonzero.flatMap((divisor, i) => [...(i ? [sign(","), mathElement("mspace")] : []), mathFrom(divisor), sign("≠"), mathElement("mn", "0")]);
    steps.append(element("li", {}, element("span", { class: "rule" }, words().holds), math(...conditions)));
  }
  part.append(element("details", { open: "" }, element("summary", {}, words().how), steps));
  return part;
}

function questions(id) {
  const asked = data.algebra[id]?.questions ?? [];
  if (!asked.length) return null;
  const part = element("div", { class: "questions" }, element("h3", {}, words().questions));
  for (const { [state.language]: said } of asked) {
    part.append(element("details", {}, element("summary", {}, ...spoken(said.question)), element("p", {}, ...spoken(said.answer))));
  }
  if (hasChanged()) part.append(element("p", { class: "meaning" }, words().asGiven));
  return part;
}

// Words and formulas in turn.
const spoken = (pieces) => pieces.map((piece) => (piece.math ? mathElement("math", mathFrom(piece.math)) : piece.text));

function updateStep() {
  const step = currentStep();
  document.getElementById("sentence").textContent = sentence();
  const place = document.getElementById("step");
  const heading = step ? `${words().step} ${state.position} ${words().of} ${data.steps.length} · ${words()[step.phase]}` : words().start;
  const parts = [element("h2", { class: step ? step.phase : "" }, heading)];
  if (step) {
    const run = state.run.steps[state.position - 1];
    const equations = { forward: forwardEquations, seed: seedEquations, backward: backwardEquations }[step.phase];
    parts.push(...equations(step, run));
    if (step.phase !== "forward") parts.push(runningSum(step, run));
    const subject = step.input ?? step.node;
    const numbers = step.phase === "forward" ? run.value : run.after;
    if (numbers.length > 1) parts.push(grid(nodes.get(subject), step.phase === "forward" ? "value" : "cotangent", numbers));
    if (step.phase === "backward") {
      const node = nodes.get(subject);
      parts.push(element("p", { class: "meaning" }, words().meaning(node.cotangentLabel, loss.label, node.label)));
      parts.push(algebra(subject));
    }
    parts.push(questions(subject));
  } else {
    parts.push(element("p", { class: "meaning" }, sentence()));
  }
  place.replaceChildren(...parts.filter(Boolean));
}
