// What the tests of the page stand on: the program, pages that it wrote in a browser, and numbers held to the engine's.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "./browser.mjs";

export const work = process.env.WORK;
export const chainrule = (...args) => execFileSync(process.env.CHAINRULE_BINARY, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
export const json = (...args) => JSON.parse(chainrule(...args, "--json"));
export const readNumber = (text) => (text === "inf" ? Infinity : text === "-inf" ? -Infinity : text === "nan" ? NaN : Number(text));

export const browser = await openBrowser();
let failures = 0;
let passed = 0;

export async function test(name, body) {
  try {
    await body();
    ++passed;
  } catch (error) {
    ++failures;
    console.error(`FAILED ${name}\n${error.stack}`);
  }
}

export async function pageOf(args, { hash = "", ...options } = {}) {
  const file = join(work, "page.html");
  chainrule("page", ...args, "-o", file);
  return browser.open(pathToFileURL(file) + hash, options);
}

// All numbers on the page by "kind node": each the same wherever it stands.
export async function numbersOn(page, place = "body") {
  const shown = await page.$$eval(`${place} [data-exact]`, (elements) =>
    elements.map((element) => [element.dataset.kind, element.dataset.node, element.dataset.exact]));
  const numbers = new Map();
  for (const [kind, node, exact] of shown) {
    if (kind !== "value" && kind !== "cotangent") continue;
    const key = `${kind} ${node}`;
    if (numbers.has(key)) assert.equal(numbers.get(key), exact, `${key} is shown twice and differs`);
    numbers.set(key, exact);
  }
  return numbers;
}

// exp and log may differ by a few units in the last place between libraries.
export function assertClose(actual, expected, what, units = 64) {
  if (Object.is(actual, expected) || (Number.isNaN(actual) && Number.isNaN(expected))) return;
  const size = Math.max(Math.abs(actual), Math.abs(expected), 1e-300);
  assert.ok(Math.abs(actual - expected) <= units * Number.EPSILON * size, `${what}: ${actual}, not ${expected}`);
}

export async function assertLikeEngine(page, graph, settings = []) {
  const numbers = await numbersOn(page);
  const sets = settings.flatMap((setting) => ["--set", setting]);
  const { values } = json("eval", graph, ...sets);
  const names = Object.keys(values).filter((name) => numbers.has(`cotangent ${name}`));
  const { gradient } = json("grad", graph, ...sets, "--wrt", names.join(","));
  for (const [name, value] of Object.entries(values)) {
    assert.ok(numbers.has(`value ${name}`), `${name} has no value on the page`);
    assertClose(readNumber(numbers.get(`value ${name}`)), readNumber(value), `value of ${name}`);
  }
  for (const name of names)
    assertClose(readNumber(numbers.get(`cotangent ${name}`)), readNumber(gradient[name]), `cotangent of ${name}`, 256);
  return { values, gradient };
}

export const atEnd = async (page) => page.keyboard.press("End");

// Ends the program, with the count that CTest reads.
export async function finish() {
  await browser.close();
  console.log(`${passed} passed, ${failures} failed`);
  process.exit(failures ? 1 : 0);
}
