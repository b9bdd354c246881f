// Numbers as people read them.

const finiteText = (number, digits) => {
  const size = Math.abs(number);
  if (size === 0 || (size >= 10 ** (2 - digits) && size < 1e7)) {
    const text = number.toFixed(digits);
    return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  }
  const [mantissa, exponent] = number.toExponential(digits).split("e");
  const sign = exponent[0];
  return `${mantissa.replace(/\.?0+$/, "")}e${sign}${exponent.slice(1).padStart(2, "0")}`;
};

const exactNumber = (number) =>
  Number.isNaN(number) ? "nan" : number === Infinity ? "inf" : number === -Infinity ? "-inf" : Object.is(number, -0) ? "-0" : String(number);

const shortNumber = (number, digits = 6) => (Number.isFinite(number) ? finiteText(number, digits) : exactNumber(number));

// A node's numbers: one, or a tensor's, or a list over the examples.
const shortText = (numbers) => {
  if (numbers.length === 1) return shortNumber(numbers[0]);
  const most = 6;
  const shown = numbers.slice(0, most).map((number) => shortNumber(number, 4)).join(", ");
  return `[${shown}${numbers.length > most ? ", …" : ""}]`;
};

const exactText = (numbers) =>
  numbers.length === 1 ? exactNumber(numbers[0]) : `[${numbers.map(exactNumber).join(", ")}]`;

// The engine's JSON has its non-finite numbers as strings.
const readNumber = (value) =>
  value === "nan" ? NaN : value === "inf" ? Infinity : value === "-inf" ? -Infinity : Number(value);

// What a person typed; null if it is no number.
const typedNumber = (text) => {
  const plain = text.trim().replace(",", ".").replace("−", "-");
  if (/^[+-]?(inf|infinity|∞)$/i.test(plain)) return plain.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(plain)) return NaN;
  return plain === "" || Number.isNaN(Number(plain)) ? null : Number(plain);
};

// An element that shows numbers of a node. What is not known shows nothing and says nothing.
function show(element, node, kind, numbers) {
  element.classList.add("number", kind);
  if (!numbers) {
    element.textContent = "";
    element.removeAttribute("data-exact");
    element.removeAttribute("data-node");
    element.removeAttribute("data-kind");
    return element;
  }
  const text = shortText(numbers);
  if (element.textContent !== text) element.textContent = text;
  element.setAttribute("data-node", node.label);
  element.setAttribute("data-kind", kind);
  element.setAttribute("data-exact", exactText(numbers));
  return element;
}
