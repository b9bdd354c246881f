// A field and a slider for every input and parameter.

let fields = [];

function drawFields() {
  const place = document.getElementById("fields");
  for (const role of ["input", "parameter"]) {
    const leaves = data.nodes.filter((node) => node.role === role);
    if (!leaves.length) continue;
    const group = element("fieldset", { class: role }, element("legend", { "data-words": role === "input" ? "inputs" : "parameters" }));
    for (const node of leaves) group.append(drawField(node));
    place.append(group);
  }
}

function drawField(node) {
  const label = element("label", {}, mathElement("math", nameOf(node)));
  const row = element("div", { class: "field" }, label);
  if (node.value.length !== 1 || obstacle) {
    row.append(node.value.length === 1 ? show(element("output"), node, "value", node.value) : grid(node, "value", node.value));
    return row;
  }
  const id = `field-${node.id}`;
  const text = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", id, name: node.label });
  const slider = element("input", { type: "range", step: "any", tabindex: "0" });
  label.setAttribute("for", id);
  const start = Number.isFinite(node.value[0]) ? node.value[0] : 0;
  const reach = 2 * Math.max(1, Math.abs(start));
  [slider.min, slider.max] = [start - reach, start + reach];
  text.addEventListener("input", () => {
    const number = typedNumber(text.value);
    text.setAttribute("aria-invalid", String(number === null));
    if (number !== null) setLeaf(node, number, text);
  });
  text.addEventListener("change", () => updateFields());
  slider.addEventListener("input", () => {
    const unit = 10 ** Math.floor(Math.log10(reach)) / 100; // so that the numbers stay short
    setLeaf(node, Number((Math.round(Number(slider.value) / unit) * unit).toPrecision(12)), slider);
  });
  row.append(text, slider);
  fields.push({ node, text, slider });
  return row;
}

function setLeaf(node, number, source) {
  state.leaves.set(node.id, [number]);
  recompute();
  update(source);
}

// Fields follow the values, except the one that is being typed in.
function updateFields(source) {
  for (const { node, text, slider } of fields) {
    const number = state.leaves.get(node.id)[0];
    if (text !== source) {
      text.value = exactNumber(number);
      text.setAttribute("aria-invalid", "false");
    }
    if (slider !== source) slider.value = number;
    text.setAttribute("data-node", node.label);
    text.setAttribute("data-kind", "value");
    text.setAttribute("data-exact", exactNumber(number));
    slider.setAttribute("aria-label", `${words().slider} ${node.label}`);
  }
}
