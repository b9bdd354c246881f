// The table of values and cotangents, and the journal of all steps.

let tableRows = [];
let journalLines = [];

function drawTable() {
  const body = document.querySelector("#table tbody");
  tableRows = data.nodes
    .filter((node) => node.named || node.op)
    .map((node) => {
      const value = element("td");
      const cotangent = element("td");
      const name = element("th", { scope: "row" }, mathElement("math", nameOf(node)));
      body.append(element("tr", { class: node.named ? "" : "anonymous" }, name, value, cotangent));
      return { node, row: name.parentNode, value, cotangent };
    });
}

function cell(place, node, kind, numbers) {
  if (numbers && numbers.length > 1) {
    place.replaceChildren(grid(node, kind, numbers));
    return;
  }
  if (!place.firstChild || place.firstChild.tagName !== "SPAN") place.replaceChildren(element("span"));
  show(place.firstChild, node, kind, numbers);
}

function updateTable() {
  const step = currentStep();
  for (const { node, row, value, cotangent } of tableRows) {
    cell(value, node, "value", knownValue(node.id));
    const known = knownCotangent(node.id);
    cell(cotangent, node, known?.isFinal ?? true ? "cotangent" : "sum", known?.numbers ?? null);
    row.classList.toggle("current", Boolean(step) && (step.input ?? step.node) === node.id);
  }
}

// "z ← a" and what it gives.
function drawJournal() {
  const list = document.getElementById("journal");
  journalLines = data.steps.map((step, i) => {
    const node = nodes.get(step.node);
    const number = element("span");
    const button = element("button", { type: "button", class: step.phase });
    const what = mathElement("math");
    const formula = mathElement("mrow");
    if (step.phase === "forward") formula.append(...defined(node, step.formula));
    else if (step.phase === "seed") formula.append(cotangentOf(node), sign("="), mathElement("mn", "1"));
    else if (node.structural) formula.append(cotangentOf(nodes.get(step.input)), sign("←"), cotangentOf(node));
    else formula.append(cotangentOf(nodes.get(step.input)), sign(step.total === 1 ? "=" : "+="), cotangentOf(node), sign("·"), mathElement("mrow", mathElement("mi", "d"), nameOf(node), sign("/"), mathElement("mi", "d"), nameOf(nodes.get(step.input))));
    what.append(formula);
    button.append(element("span", { class: "index" }, String(i + 1)), what, number);
    button.addEventListener("click", () => goTo(i + 1));
    list.append(element("li", {}, button));
    return { step, button, number };
  });
}

function updateJournal() {
  journalLines.forEach(({ step, button, number }, i) => {
    const isDone = i + 1 <= state.position;
    button.classList.toggle("done", isDone);
    if (i + 1 === state.position) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
    const run = state.run.steps[i];
    const isForward = step.phase === "forward";
    show(number, nodes.get(step.input ?? step.node), isForward ? "value" : "contribution", isDone ? (isForward ? run.value : run.contribution) : null);
  });
}
