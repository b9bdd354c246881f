// Headless Chromium that keeps to itself, and remembers what pages complain of and ask for.
import { chromium } from "playwright-core";

// Where a machine gives little shared memory, or starts a browser slowly the first time, that is not the page's fault.
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
const patience = 120_000;

async function launch() {
  const options = { executablePath: process.env.CHROMIUM, headless: true, args: quiet, timeout: patience };
  try {
    return await chromium.launch(options);
  } catch (error) {
    console.error(`the browser did not start, once more: ${error.message}`);
  }
  return chromium.launch(options).catch((error) => {
    console.error(`no browser starts here, so none can look at the page: ${error.message}`);
    process.exit(77);  // CTest's sign that a test was skipped
  });
}

export async function openBrowser() {
  const complaints = [];
  const requests = [];
  const contexts = [];
  const browser = await launch();

  // Each page in a context of its own: languages, sizes and settings differ.
  async function open(address, { locale = "en-US", viewport = { width: 1280, height: 900 }, reducedMotion = "no-preference" } = {}) {
    while (contexts.length) await contexts.pop().close();
    const context = await browser.newContext({ locale, viewport, reducedMotion });
    contexts.push(context);
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.stack));
    page.on("dialog", (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
    page.on("request", (request) => !/^(file|data|blob|about):/.test(request.url()) && requests.push(request.url()));
    await page.goto(address);
    return page;
  }

  async function close() {
    await browser.close();
  }

  return { open, close, complaints, requests };
}
