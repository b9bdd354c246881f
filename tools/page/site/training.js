// Gradient descent: parameters := parameters − α · their cotangents, and the curve of the loss.

const canLearn = !obstacle && loss.value.length === 1 && data.nodes.some((node) => node.role === "parameter" && node.cotangent);

function updateParameters() {
  if (!canLearn) return;
  const updated = data.nodes
    .filter((node) => node.role === "parameter" && state.run.cotangent.has(node.id))
    .map((node) => [node.id, [state.leaves.get(node.id)[0] - state.alpha * state.run.cotangent.get(node.id)[0]]]);
  if (!state.losses.length) state.losses.push(state.run.value.get(loss.id)[0]);
  for (const [id, value] of updated) state.leaves.set(id, value); // all gradients first, then all updates
  recompute();
  state.losses.push(state.run.value.get(loss.id)[0]);
  update();
}

function reset() {
  state.leaves = initialLeaves();
  state.losses = [];
  recompute();
  update();
}

function drawTraining() {
  document.getElementById("update").addEventListener("click", updateParameters);
  document.getElementById("reset").addEventListener("click", reset);
  const [field, slider] = [document.getElementById("alpha"), document.getElementById("alpha-slider")];
  const set = (alpha, source) => {
    state.alpha = alpha;
    if (source !== field) field.value = exactNumber(alpha);
    if (source !== slider) slider.value = Math.log10(Math.max(alpha, 1e-3));
  };
  field.addEventListener("input", () => {
    const number = typedNumber(field.value);
    field.setAttribute("aria-invalid", String(number === null));
    if (number !== null) set(number, field);
  });
  slider.addEventListener("input", () => set(Number((10 ** Number(slider.value)).toPrecision(2)), slider));
  set(state.alpha);
  document.getElementById("training").hidden = !canLearn;
}

function updateTraining() {
  if (!canLearn) return;
  const shown = state.losses.length ? state.losses : [state.run.value.get(loss.id)[0]];
  const count = document.getElementById("count");
  count.textContent = words().updates(Math.max(0, state.losses.length - 1));
  const now = state.run.value.get(loss.id);
  const place = document.getElementById("loss");
  place.replaceChildren(mathElement("math", mathElement("mrow", nameOf(loss), sign("="), numberOf(loss, "value", now))));
  drawCurve(shown);
  const history = document.getElementById("losses");
  history.replaceChildren(...state.losses.map((number, i) =>
    show(element("li", { "data-update": i }), loss, "loss", [number])));
}

function drawCurve(losses) {
  const [width, height, left, bottom] = [320, 130, 8, 16];
  const finite = losses.filter(Number.isFinite);
  const top = Math.max(...finite, 1e-300);
  const count = Math.max(losses.length - 1, 10);
  const x = (i) => left + ((width - 2 * left) * i) / count;
  const y = (number) => height - bottom - ((height - bottom - 12) * number) / top;
  const points = losses.map((number, i) => [x(i), y(number)]).filter(([, at]) => Number.isFinite(at));
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words().lossCurve });
  picture.append(svg("line", { x1: left, x2: width - left, y1: height - bottom, y2: height - bottom, class: "axis" }));
  if (points.length > 1) {
    const line = points.map((point) => point.map((at) => at.toFixed(1)).join(",")).join(" ");
    picture.append(svg("polygon", { points: `${line} ${points.at(-1)[0].toFixed(1)},${height - bottom} ${left},${height - bottom}`, class: "area" }));
    picture.append(svg("polyline", { points: line, class: "curve" }));
  }
  for (const [cx, cy] of points) picture.append(svg("circle", { cx, cy, r: points.length > 40 ? 1.5 : 3 }));
  document.getElementById("curve").replaceChildren(picture);
}
