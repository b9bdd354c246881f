// Pieces of MathML.

const mathNamespace = "http://www.w3.org/1998/Math/MathML";

function mathElement(tag, ...children) {
  const element = document.createElementNS(mathNamespace, tag);
  element.append(...children);
  return element;
}

// MathML that the program wrote.
function mathFrom(source) {
  const holder = document.createElement("template");
  holder.innerHTML = `<math><mrow>${source}</mrow></math>`;
  return holder.content.firstChild.firstChild;
}

const sign = (text) => mathElement("mo", text);
const fraction = (above, below) => mathElement("mfrac", above, below);
const nameOf = (node) => mathFrom(node.math);
const cotangentOf = (node) => mathFrom(node.cotangentMath ?? `<mi>d</mi>${node.math}`);
const edgeOf = (out, input) =>
  fraction(mathElement("mrow", mathElement("mi", "d"), nameOf(out)), mathElement("mrow", mathElement("mi", "d"), nameOf(input)));

// A number of a node, marked as what it is; in parentheses where a minus would stand behind a sign.
function numberOf(node, kind, numbers, isFactor = false) {
  const element = show(mathElement("mn"), node, kind, numbers);
  const isNegative = numbers.length === 1 && (numbers[0] < 0 || Object.is(numbers[0], -0));
  return isFactor && isNegative ? mathElement("mrow", sign("("), element, sign(")")) : element;
}

// The formula with numbers in place of the names, and dots between factors that are numbers now.
function substituted(source) {
  const formula = mathFrom(source);
  for (const element of [...formula.querySelectorAll("[data-of]")]) {
    const node = nodes.get(Number(element.dataset.of));
    const isFirst = element === element.parentNode.firstElementChild;
    element.replaceWith(numberOf(node, "value", state.run.value.get(node.id), !isFirst));
  }
  for (const element of [...formula.querySelectorAll("[data-cotangent-of]")]) {
    const node = nodes.get(Number(element.dataset.cotangentOf));
    element.replaceWith(numberOf(node, "cotangent", state.run.cotangent.get(node.id), true));
  }
  for (const element of formula.querySelectorAll("mo")) if (element.textContent === "\u2062") element.textContent = "·";
  return formula;
}

// "L(a, y)" says by itself what it is the value of.
const saysItsName = (node, source) => mathFrom(source).textContent.startsWith(`${mathFrom(node.math).textContent}(`);
const defined = (node, source) => (saysItsName(node, source) ? [mathFrom(source)] : [nameOf(node), sign("="), mathFrom(source)]);

const hasNames = (source) => source.includes("data-of=") || source.includes("data-cotangent-of=");

// An equation that may go on in a new line before each of its further equals signs.
function math(...children) {
  const line = document.createElement("div");
  line.className = "line";
  let part = mathElement("mrow");
  let signs = 0;
  const add = () => line.append(mathElement("math", part));
  for (const child of children) {
    if (child.localName === "mo" && child.textContent === "=" && ++signs > 1) {
      add();
      part = mathElement("mrow");
    }
    part.append(child);
  }
  add();
  return line;
}
