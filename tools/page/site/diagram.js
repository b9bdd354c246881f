// The diagram: Graphviz has laid it out, here it is drawn and kept up to date.

const svgNamespace = "http://www.w3.org/2000/svg";
const rowHeight = 20;

function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// HTML that the program wrote, with its low and high numbers, as pieces of SVG text.
function typeset(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const pieces = [];
  let shift = 0; // of the text so far
  for (const part of holder.content.childNodes) {
    if (part.nodeName === "BR") continue;
    const wanted = part.nodeName === "SUB" ? 4 : part.nodeName === "SUP" ? -5 : 0;
    const piece = svg("tspan", wanted ? { class: "script" } : {}, part.textContent);
    if (wanted !== shift) piece.setAttribute("dy", wanted - shift);
    shift = wanted;
    pieces.push(piece);
  }
  return pieces;
}

const layoutNow = () =>
  data.layouts.find((layout) => layout.name === state.style && layout.open === state.open) ?? data.layouts[0];

let drawing = null; // what updateDiagram changes

function drawDiagram() {
  const holder = document.getElementById("diagram");
  const layout = layoutNow();
  if (!layout) {
    holder.replaceChildren(document.createTextNode(words().noDiagram));
    return;
  }
  const margin = 8;
  const [width, height] = layout.size;
  const picture = svg("svg", {
    viewBox: `${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}`,
    role: "group",
    "aria-label": words().diagram,
  });
  picture.style.setProperty("--natural-width", `${width + 2 * margin}px`);
  drawing = { layout, picture, arrows: [], boxes: [] };
  for (const arrow of layout.arrows) picture.append(drawArrow(arrow));
  for (const box of layout.boxes) picture.append(drawBox(box));
  holder.replaceChildren(picture);
  updateDiagram();
}

// Cubic curves, then a head whose tip is where the layout has it.
function drawArrow(arrow) {
  const points = arrow.curve;
  let path = `M${points[0]} ${points[1]}`;
  for (let i = 2; i + 5 < points.length; i += 6) path += `C${points.slice(i, i + 6).join(" ")}`;
  const steps = arrow.uses.map(([consumer, operand]) => stepAlong.get(`${consumer}.${operand}`)).filter(Boolean);
  const group = svg("g", { class: "arrow" }, svg("path", { d: path, class: "hit" }), svg("path", { d: path, class: "line" }),
    svg("polygon", { points: headAt(points.slice(-2), arrow.tip), class: "ahead" }),
    svg("polygon", { points: headAt(along(points.slice(0, 4), 9), points.slice(0, 2)), class: "behind" }));
  const label = svg("text", { x: arrow.label[0], y: arrow.label[1] + 5, class: "flow", "text-anchor": "middle" });
  const number = svg("tspan");
  if (arrow.flow && arrow.label[0]) {
    label.append(svg("tspan", {}, "← "), ...typeset(arrow.flow), svg("tspan", arrow.flow.endsWith("</SUB>") ? { dy: -4 } : {}, " = "), number);
    group.append(label);
  }
  const target = steps.length ? Math.max(...steps) : stepFor(arrow.uses[0]?.[0]);
  if (target) group.addEventListener("click", () => goTo(steps.length && state.position >= forwardSteps ? Math.max(...steps) : nodes.get(arrow.uses[0][0]).step));
  drawing.arrows.push({ arrow, group, label, number, steps });
  return group;
}

// A triangle from the middle of its base to its tip.
function headAt([x, y], [tipX, tipY]) {
  const length = Math.hypot(tipX - x, tipY - y) || 1;
  const [sideX, sideY] = [(-(tipY - y) / length) * 3.6, ((tipX - x) / length) * 3.6];
  return `${tipX},${tipY} ${x + sideX},${y + sideY} ${x - sideX},${y - sideY}`;
}

// The point so far from the first point towards the second.
function along([x, y, towardsX, towardsY], distance) {
  const length = Math.hypot(towardsX - x, towardsY - y) || 1;
  return [x + ((towardsX - x) * distance) / length, y + ((towardsY - y) * distance) / length];
}

function drawBox(box) {
  const [x, y] = box.at;
  const [width, height] = box.size;
  const rounded = box.kind === "operation" || box.kind === "loss" ? 5 : 14;
  const group = svg("g", { class: `box ${box.kind}`, tabindex: 0, role: "button" });
  group.append(svg("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: rounded, class: "body" }));
  if (box.kind === "loss")
    group.append(svg("rect", { x: x - width / 2 + 4, y: y - height / 2 + 4, width: width - 8, height: height - 8, rx: 3, class: "inner" }));
  const rows = [];
  for (const line of box.lines) {
    rows.push({ kind: "title", line });
    if (data.steps.length) rows.push({ kind: "value", line });
    if (nodes.get(line.node)?.cotangentLabel) rows.push({ kind: "cotangent", line });
  }
  const top = y - (rows.length * rowHeight) / 2;
  const drawn = rows.map((row, i) => drawRow(group, row, x, top + (i + 0.72) * rowHeight));
  if (box.members.length > 1 && data.layouts.some((layout) => layout.open === box.node)) group.append(opener(box, x + width / 2, y - height / 2));
  if (state.open !== null && state.open === box.node) group.append(opener(box, x + width / 2, y - height / 2));
  const go = () => {
    const step = stepFor(box.node);
    if (step) goTo(step);
  };
  group.addEventListener("click", go);
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    go();
    event.preventDefault();
  });
  drawing.boxes.push({ box, group, rows: drawn });
  return group;
}

function drawRow(group, { kind, line }, x, y) {
  const text = svg("text", { x, y, class: kind, "text-anchor": "middle" });
  const number = svg("tspan");
  if (kind === "title") text.append(...typeset(line.title));
  if (kind === "value") text.append(number);
  group.append(text);
  return { kind, node: line.node, text, number };
}

// A sign on the corner of a box of several operations.
function opener(box, x, y) {
  const isOpen = state.open === box.node;
  const label = isOpen ? words().close : words().open;
  const group = svg("g", { class: "opener", tabindex: 0, role: "button", "aria-label": label, "aria-expanded": isOpen },
    svg("title", {}, label), svg("circle", { cx: x, cy: y, r: 8 }), svg("text", { x, y: y + 4.5, "text-anchor": "middle" }, isOpen ? "−" : "+"));
  const toggle = (event) => {
    state.open = isOpen ? null : box.node;
    drawDiagram();
    event.stopPropagation();
    event.preventDefault();
  };
  group.addEventListener("click", toggle);
  group.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") toggle(event);
  });
  return group;
}

function updateDiagram() {
  if (!drawing) return;
  const step = currentStep();
  const isBackward = step && step.phase !== "forward";
  const receiver = step ? step.input ?? step.node : null;
  for (const { box, group, rows } of drawing.boxes) {
    const own = box.members.length ? box.members : [box.node];
    const isActive = own.includes(receiver);
    group.classList.toggle("active", isActive);
    group.classList.toggle("backward", Boolean(isActive && isBackward));
    group.classList.toggle("waiting", !knownValue(box.node));
    for (const row of rows) updateRow(row);
    group.setAttribute("aria-label", rows.map((row) => row.text.textContent).filter(Boolean).join(", "));
  }
  for (const item of drawing.arrows) updateArrow(item, step);
  for (const { group } of [...drawing.arrows, ...drawing.boxes])
    if (group.classList.contains("active")) drawing.picture.append(group); // on top of others
  showActive();
}

// On a narrow screen the picture is wider than its window, which follows the step.
function showActive() {
  const holder = document.getElementById("diagram");
  const active = drawing.boxes.find(({ group }) => group.classList.contains("active"));
  if (!active || holder.scrollWidth <= holder.clientWidth) return;
  const box = active.group.getBoundingClientRect();
  const frame = holder.getBoundingClientRect();
  if (box.left < frame.left || box.right > frame.right) holder.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
}

function updateRow({ kind, node, text, number }) {
  if (kind === "value") show(number, nodes.get(node), "value", knownValue(node));
  if (kind !== "cotangent") return;
  const known = knownCotangent(node);
  if (!known) {
    text.replaceChildren();
    return;
  }
  const shown = nodes.get(node);
  show(number, shown, known.isFinal ? "cotangent" : "sum", known.numbers);
  text.replaceChildren(...typeset(htmlOf(shown.cotangentLabel)), svg("tspan", endsLow(shown.cotangentLabel) ? { dy: -4 } : {}, " = "), number,
    svg("tspan", {}, known.isFinal ? "" : " + …"));
}

// dw1 with its number set low.
const endsLow = (label) => /^[^\d_]+\d+$/.test(label);
function htmlOf(label) {
  const element = document.createElement("span");
  const split = endsLow(label) ? label.search(/\d+$/) : label.length;
  element.append(label.slice(0, split));
  if (split < label.length) {
    const low = document.createElement("sub");
    low.append(label.slice(split));
    element.append(low);
  }
  return element.innerHTML;
}

function updateArrow({ arrow, group, label, number, steps }, step) {
  const isBackward = step && step.phase === "backward";
  const isActive = step && (isBackward ? steps.includes(state.position) : step.phase === "forward" && arrow.uses.some(([consumer]) => consumer === step.node));
  const hasFlowed = steps.length > 0 && steps.every((index) => index <= state.position);
  group.classList.toggle("active", Boolean(isActive));
  group.classList.toggle("backward", Boolean(isActive && isBackward));
  group.classList.toggle("flowed", hasFlowed);
  label.classList.toggle("hidden", !hasFlowed);
  if (!hasFlowed) return show(number, nodes.get(arrow.source), "contribution", null);
  const shares = steps.map((index) => state.run.steps[index - 1].contribution);
  const sum = shares[0].map((_, i) => shares.reduce((total, share) => total + share[i], 0));
  show(number, nodes.get(arrow.source), "contribution", shares.length === 1 ? shares[0] : sum);
}
