// Holds the live page to the engine: what `chainrule page` writes, as a browser shows and computes it.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  assertClose, assertLikeEngine, atEnd, browser, chainrule, finish, json, numbersOn, pageOf, readNumber, test, work
} from "./pages.mjs";

await test("the page of the lecture is small and asks nobody for anything", async () => {
  const page = await pageOf(["lecture"]);
  assert.ok(statSync(join(work, "page.html")).size < 300 * 1024);
  assert.equal(await page.title(), "lecture · chainrule");
  assert.match(await page.textContent("#position"), /0 \/ 15/);
});

await test("stepping forward makes numbers known one by one, and back unknown again", async () => {
  const page = await pageOf(["lecture"]);
  const { steps } = json("step", "lecture");
  const states = [await numbersOn(page, "#table")];
  assert.equal(states[0].has("value z"), false);
  assert.equal(states[0].get("value x2"), "2");
  for (const step of steps) {
    await page.click("#forward");
    const numbers = await numbersOn(page, "#table");
    states.push(numbers);
    const isForward = step.phase === "forward";
    const key = `${isForward ? "value" : "cotangent"} ${step.input ?? step.node}`;
    assert.equal(states.at(-2).has(key), false, `${key} was known before step ${step.index}`);
    assertClose(readNumber(numbers.get(key)), isForward ? step.value : step.after, key);
  }
  assert.equal(await page.isDisabled("#forward"), true);
  for (const [key, exact] of await numbersOn(page, "#diagram")) assert.equal(states.at(-1).get(key), exact, key);
  await assertLikeEngine(page, "lecture");
  for (let index = steps.length - 1; index >= 0; --index) {
    await page.click("#back");
    assert.deepEqual(await numbersOn(page, "#table"), states[index], `after going back to step ${index}`);
  }
});

await test("a field changes every number, and they are the engine's", async () => {
  const page = await pageOf(["lecture"]);
  await atEnd(page);
  for (const w1 of ["0.7", "-3", "1e-3"]) {
    await page.fill("[name=w1]", w1);
    await assertLikeEngine(page, "lecture", [`w1=${w1}`]);
  }
  await page.fill("[name=y]", "0");
  await assertLikeEngine(page, "lecture", ["w1=1e-3", "y=0"]);
  await page.fill("[name=w1]", "nonsense");
  assert.equal(await page.getAttribute("[name=w1]", "aria-invalid"), "true");
  await assertLikeEngine(page, "lecture", ["w1=1e-3", "y=0"]);
  await page.click("#reset");
  await assertLikeEngine(page, "lecture");
});

await test("behind a closed gate an infinite slope does not count, on the page either", async () => {
  const file = join(work, "gate.graph");
  writeFileSync(file, "param x = 0\nL = where(x > 0, log(x), 3*x)\nloss L\n");
  const page = await pageOf([file]);
  await atEnd(page);
  await assertLikeEngine(page, file);
  assert.equal((await numbersOn(page)).get("cotangent x"), "3");
});

await test("where the textbook chain is not finite, the page says what the engine says", async () => {
  const page = await pageOf(["lecture"]);
  await atEnd(page);
  await page.fill("[name=b]", "60");
  await page.fill("[name=y]", "0");
  const numbers = await numbersOn(page);
  assert.equal(numbers.get("value L"), "inf");
  const run = JSON.parse(await page.evaluate(() => JSON.stringify([...document.querySelectorAll("[data-kind=cotangent]")].map((e) => [e.dataset.node, e.dataset.exact]))));
  assert.ok(run.some(([node, exact]) => node === "a" && exact === "inf"));
});

await test("ten updates go down as the trainer's do", async () => {
  const data = join(work, "one.csv");
  const history = join(work, "history.csv");
  writeFileSync(data, "x1,x2,y\n1,2,1\n");
  chainrule("train", "lecture_m", "--data", data, "--alpha", "0.1", "--iterations", "10", "--history", history);
  const losses = readFileSync(history, "utf8").trim().split("\n").slice(1).map((line) => Number(line.split(",").at(-1)));
  assert.equal(losses.length, 11);
  const page = await pageOf(["lecture"]);
  await atEnd(page);
  for (let i = 1; i <= 10; ++i) {
    await page.click("#update");
    assertClose(readNumber((await numbersOn(page)).get("value L")), losses[i], `loss after ${i} updates`, 256);
  }
  const shown = await page.$$eval("#losses li", (items) => items.map((item) => Number(item.dataset.exact)));
  losses.forEach((loss, i) => assertClose(shown[i], loss, `point ${i} of the curve`, 256));
  assert.equal(await page.$$eval("#curve circle", (points) => points.length), 11);
  await page.click("#reset");
  assert.equal(await page.$$eval("#losses li", (items) => items.length), 0);
  await assertLikeEngine(page, "lecture");
});

await test("the address leads to a step, keys and clicks to others", async () => {
  const page = await pageOf(["lecture"], { hash: "#step=9" });
  assert.match(await page.textContent("#sentence"), /Step 9 of 15, backward: dz gets da times da\/dz/);
  assert.match(await page.textContent("#position"), /9 \/ 15/);
  assert.equal(await page.$$eval(".arrow.active.backward", (arrows) => arrows.length), 1);
  assert.match(await page.$eval(".box.active.backward", (box) => box.getAttribute("aria-label")), /^z = /);
  await page.keyboard.press("ArrowRight");
  assert.match(page.url(), /#step=10$/);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Space");
  assert.match(await page.textContent("#position"), /10 \/ 15/);
  await page.evaluate(() => (location.hash = "#step=5"));
  await page.waitForFunction(() => document.getElementById("position").textContent.startsWith("5 /"));
  await page.click(".box.loss");
  assert.match(await page.textContent("#position"), /6 \/ 15/);
  await page.click("#journal li:nth-child(12) button");
  assert.match(await page.textContent("#position"), /12 \/ 15/);
  await page.$eval("#scrubber", (slider) => {
    slider.value = 3;
    slider.dispatchEvent(new Event("input"));
  });
  assert.match(await page.textContent("#position"), /3 \/ 15/);
});

await test("a box opens into its operations and closes, and nothing else moves with a step", async () => {
  const page = await pageOf(["lecture"]);
  const boxes = () => page.$$eval(".box", (all) => all.length);
  assert.equal(await boxes(), 9);
  await page.click(".opener");
  assert.equal(await boxes(), 12);
  await page.click(".opener");
  assert.equal(await boxes(), 9);
  await page.click("[data-style=ops]");
  assert.equal(await boxes(), 12);
  const places = () => page.$$eval(".box .body", (all) => all.map((box) => ["x", "y", "width", "height"].map((name) => box.getAttribute(name)).join(" ")).sort());
  const before = await places();
  await atEnd(page);
  assert.deepEqual(await places(), before);
});

await test("dz is shown to be a - y", async () => {
  const page = await pageOf(["lecture"], { hash: "#step=9" });
  const text = (await page.textContent(".algebra")).replaceAll("\u2062", "");
  assert.match(text, /dz=a−y/);
  assert.match(text, /✓/);
  assert.match(text, /common denominator/);
  const asked = await page.$$eval(".questions summary", (questions) => questions.map((question) => question.textContent));
  assert.ok(asked.some((question) => /why/i.test(question)), asked.join());
  await page.click("[data-language=uk]");
  assert.match(await page.textContent(".algebra"), /спільний знаменник/);
  const number = await page.$eval(".algebra [data-kind=short]", (element) => Number(element.dataset.exact));
  assertClose(number, -0.47502081252106, "a - y");
});

await test("the page speaks Ukrainian too, and both languages have the same words", async () => {
  const page = await pageOf(["lecture"], { hash: "#step=9" });
  await page.click("[data-language=uk]");
  assert.match(await page.textContent("#sentence"), /Крок 9 з 15, назад: dz отримує da/);
  assert.equal(await page.getAttribute("html", "lang"), "uk");
  const left = await page.$$eval("[data-words]", (all) => all.filter((place) => /[A-Za-z]{3,}/.test(place.textContent.replace(/Home|End/g, ""))).map((place) => place.textContent));
  assert.deepEqual(left, []);
  await page.click("[data-language=en]");
  assert.match(await page.textContent("#sentence"), /Step 9 of 15/);
  const keys = (file) => [...readFileSync(join(process.env.CHAINRULE_SOURCE_DIR, "tools/page/site", file), "utf8").matchAll(/^ {2}(\w+):/gm)].map((found) => found[1]);
  assert.deepEqual(keys("words_uk.js"), keys("words_en.js"));
  const ukrainian = await pageOf(["lecture"], { locale: "uk-UA" });
  assert.equal(await ukrainian.getAttribute("html", "lang"), "uk");
});

await test("names that look like markup are text", async () => {
  const file = join(work, "names.graph");
  writeFileSync(file, `param "<script>alert(1)</script>" = 2, "</script><b>&amp;" = 3, "__proto__" = 0.5, "a\\"b'" = 1
"x<y" = "<script>alert(1)</script>" * "</script><b>&amp;" + "__proto__" * "a\\"b'"
loss "x<y"
`);
  const page = await pageOf([file]);
  await atEnd(page);
  await assertLikeEngine(page, file);
  const names = await page.$$eval("#fields input[type=text]", (fields) => fields.map((field) => field.name));
  assert.deepEqual(names, ["<script>alert(1)</script>", "</script><b>&amp;", "__proto__", "a\"b'"]);
  assert.equal(await page.$$eval("b, #diagram script", (found) => found.length), 0);
  assert.match(await page.textContent("#diagram"), /<script>alert\(1\)<\/script>/);
});

// Every elementwise op, within its domain and at its edges.
const allOps = `param p = 0.3, q = 1.7, r = -0.8
unary1 = exp(p) + log(q) + log1p(r) + expm1(p) + sqrt(q) + square(r)
unary2 = sin(q) + cos(r) + tan(p) + asin(p) + acos(r) + atan(q) + sinh(r) + cosh(p) + tanh(q)
unary3 = sigmoid(r) + softplus(q) + relu(p) + relu(r) + abs(r) + sign(q) + erf(p) + erf(3*q) + stop_gradient(q)
binary = p/q + p^q + q^3 + max(p, q) + min(q, r) + max(p, p) + xlogy(p, q) + squared_error(p, r) + where(p < q, r, q) + where(p == r, p, 2*q)
stable = log_loss(p, q) + log_loss_with_logit(r, p) + clip(q, r, p) + clip(p, r, q)
several = min(p, q, r)*max(q, p, r, q) - max(r, r, -p)
loss_value = unary1*unary2 - unary3/binary + stable*stable*several
loss loss_value
`;

await test("the page's arithmetic is that of the definitions, for every op", async () => {
  const file = join(work, "ops.graph");
  writeFileSync(file, allOps);
  const page = await pageOf([file]);
  assert.equal(await page.isHidden("#notice"), true);
  await atEnd(page);
  await assertLikeEngine(page, file);
  for (const [name, value] of [["q", "0.25"], ["r", "-0.1"], ["p", "0.99"]]) await page.fill(`[name=${name}]`, value);
  await assertLikeEngine(page, file, ["q=0.25", "r=-0.1", "p=0.99"]);
});

await test("sums, products and quotients have the engine's last bit", async () => {
  const file = join(work, "exact.graph");
  writeFileSync(file, "param a = 0.1, b = 0.7, c = -1.3\nd = a*b + c/b - a*a*c\ne = max(d, c)*b - abs(c)\nloss e\n");
  const page = await pageOf([file]);
  await atEnd(page);
  const numbers = await numbersOn(page);
  const { values } = json("eval", file);
  const { gradient } = json("grad", file);
  for (const [name, value] of Object.entries(values)) assert.equal(numbers.get(`value ${name}`), String(value));
  for (const [name, value] of Object.entries(gradient)) assert.equal(numbers.get(`cotangent ${name}`), String(value));
});

await test("tensors are small grids, with the engine's numbers and a word on why they stand still", async () => {
  const file = join(work, "tensors.graph");
  writeFileSync(file, "param W[2,2] = [[1,2],[3,4]]\ninput v[2] = [0.5,-1]\nh = tanh(W @ v)\nL = sum(h*h)\nloss L\n");
  const page = await pageOf([file]);
  await atEnd(page);
  assert.match(await page.textContent("#notice"), /stay as they are/);
  const { gradient } = json("grad", file);
  const shown = await page.$$eval("#table [data-node=W][data-kind=cotangent]", (all) => all.map((element) => JSON.parse(element.dataset.exact)));
  assert.deepEqual(shown, [gradient.W.flat()]);
  assert.equal(await page.$$eval("#table [data-node=W][data-kind=value] tr", (rows) => rows.length), 2);
});

await test("a graph too large to step through shows its groups and says so", async () => {
  const file = join(work, "large.graph");
  let text = "param x = 1\nv0 = sin(x)\n";
  for (let i = 1; i < 600; ++i) text += `v${i} = sin(v${i - 1})\n`;
  const names = (from, to) => Array.from({ length: to - from }, (_, i) => `v${from + i}`).join(", ");
  writeFileSync(file, `${text}group first: ${names(0, 300)}\ngroup second: ${names(300, 600)}\nloss v599\n`);
  const page = await pageOf([file]);
  assert.match(await page.textContent("#notice"), /601 nodes/);
  assert.equal(await page.$$eval(".box", (boxes) => boxes.length), 3);
  assert.equal(await page.isHidden("#controls"), true);
});

await test("the page fits a phone, moves nothing where motion is unwanted, and prints", async () => {
  const page = await pageOf(["lecture"], { hash: "#step=9", viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  assert.equal(await page.$eval(".arrow.active .line", (line) => getComputedStyle(line).animationName), "none");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible("#controls"), false);
  assert.equal(await page.isVisible("#table"), true);
});

await test("play goes to the end by itself", async () => {
  const page = await pageOf(["lecture"], { hash: "#step=13" });
  await page.selectOption("#speed", "4");
  await page.click("#play");
  await page.waitForFunction(() => document.getElementById("position").textContent.startsWith("15 /"), null, { timeout: 60_000 });
});

await test("no page complained or asked for anything from anywhere", () => {
  assert.deepEqual(browser.complaints, []);
  assert.deepEqual(browser.requests, []);
});

await finish();
