// Buttons, keys, the address, languages; and everything is brought up to date together.

const byId = (id) => document.getElementById(id);

function goTo(index) {
  state.position = Math.max(0, Math.min(data.steps.length, index));
  const address = state.position ? `#step=${state.position}` : location.pathname + location.search;
  try {
    history.replaceState(null, "", address);
  } catch {
    // a browser may forbid it for files; the page works without
  }
  update();
}

function update(source) {
  updateDiagram();
  updateStep();
  updateTable();
  updateJournal();
  updateFields(source);
  updateTraining();
  byId("scrubber").value = state.position;
  byId("scrubber").setAttribute("aria-valuetext", `${words().step} ${state.position} ${words().of} ${data.steps.length}`);
  byId("position").textContent = `${state.position} / ${data.steps.length}`;
  byId("back").disabled = state.position === 0;
  byId("first").disabled = state.position === 0;
  byId("forward").disabled = state.position === data.steps.length;
  byId("last").disabled = state.position === data.steps.length;
}

function play() {
  if (state.playing) return pause();
  if (state.position === data.steps.length) goTo(0);
  const tick = () => {
    goTo(state.position + 1);
    if (state.position === data.steps.length) pause();
    else state.playing = setTimeout(tick, 1500 / state.speed);
  };
  state.playing = setTimeout(tick, 400 / state.speed);
  updatePlayButton();
}

function pause() {
  clearTimeout(state.playing);
  state.playing = null;
  updatePlayButton();
}

function updatePlayButton() {
  byId("play").textContent = state.playing ? "❚❚" : "▶";
  byId("play").setAttribute("aria-label", state.playing ? words().pause : words().play);
  byId("play").title = state.playing ? words().pause : words().play;
}

function setLanguage(language) {
  state.language = language;
  document.documentElement.lang = language;
  for (const place of document.querySelectorAll("[data-words]")) place.textContent = words()[place.dataset.words];
  for (const place of document.querySelectorAll("[data-words-title]")) {
    place.title = words()[place.dataset.wordsTitle];
    place.setAttribute("aria-label", words()[place.dataset.wordsTitle]);
  }
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  updatePlayButton();
  sayObstacle();
  drawDiagram();
  update();
}

function sayObstacle() {
  const notice = byId("notice");
  notice.hidden = !obstacle;
  if (!obstacle) return;
  const say = words();
  const reasons = {
    op: () => `${say.notLive} ${say.notLiveOp(obstacle.what)}`,
    tensor: () => `${say.notLive} ${say.notLiveTensor(obstacle.what)}`,
    examples: () => `${say.notLive} ${say.notLiveExamples(data.examples)}`,
    size: () => say.notLiveSize(data.size),
  };
  notice.textContent = reasons[obstacle.reason]();
}

function setStyle(style) {
  state.style = style;
  state.open = null;
  for (const button of document.querySelectorAll("[data-style]"))
    button.setAttribute("aria-pressed", String(button.dataset.style === style));
  drawDiagram();
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

function followAddress() {
  const found = /^#step=(\d+)$/.exec(location.hash);
  if (found) {
    state.position = Math.min(data.steps.length, Number(found[1]));
    update();
  }
}

// Keys of the page itself; fields and sliders keep their own.
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isField = event.target.matches("input, select, textarea");
  const isPressed = event.target.matches("button, summary, [role=button]");
  if (isField || (event.key === " " && isPressed)) return;
  const moves = {
    ArrowRight: () => goTo(state.position + 1),
    " ": () => goTo(state.position + 1),
    ArrowLeft: () => goTo(state.position - 1),
    Home: () => goTo(0),
    End: () => goTo(data.steps.length),
  };
  if (!moves[event.key]) return;
  pause();
  moves[event.key]();
  event.preventDefault();
}

// Without a mathematical font a browser sets low numbers on the line.
function noticeFont() {
  const [base, low] = [mathElement("mi", "x"), mathElement("mn", "1")];
  const trial = mathElement("math", mathElement("msub", base, low));
  document.body.append(trial);
  const drop = low.getBoundingClientRect().bottom - base.getBoundingClientRect().bottom;
  const isPlain = drop < parseFloat(getComputedStyle(low).fontSize) / 4;
  trial.remove();
  document.documentElement.classList.toggle("plain-math", isPlain);
}

function start() {
  noticeFont();
  recompute();
  drawFields();
  drawTable();
  drawJournal();
  drawTraining();
  byId("scrubber").max = data.steps.length;
  byId("scrubber").addEventListener("input", (event) => goTo(Number(event.target.value)));
  byId("forward").addEventListener("click", () => goTo(state.position + 1));
  byId("back").addEventListener("click", () => goTo(state.position - 1));
  byId("first").addEventListener("click", () => goTo(0));
  byId("last").addEventListener("click", () => goTo(data.steps.length));
  byId("play").addEventListener("click", play);
  byId("speed").addEventListener("change", (event) => (state.speed = Number(event.target.value)));
  byId("theme").addEventListener("click", () => {
    const isDark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    setTheme(isDark ? "light" : "dark");
  });
  for (const button of document.querySelectorAll("[data-style]")) button.addEventListener("click", () => setStyle(button.dataset.style));
  for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => setLanguage(button.dataset.language));
  byId("styles").hidden = data.layouts.length < 2;
  byId("controls").hidden = !data.steps.length;
  addEventListener("keydown", onKey);
  addEventListener("hashchange", followAddress);
  setLanguage(navigator.language.startsWith("uk") ? "uk" : "en");
  followAddress();
}

start();
