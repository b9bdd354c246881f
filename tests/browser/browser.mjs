// Headless Chromium that keeps to itself, and remembers what pages complain of and ask for.
import { chromium } from "playwright-core";

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

export async function openBrowser() {
  const complaints = [];
  const requests = [];
  const contexts = [];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: quiet });

  // Each page in a context of its own: languages, sizes and settings differ.
  async function open(address, { locale = "en-US", viewport = { width: 1280, height: 900 }, reducedMotion = "no-preference" } = {}) {
    while (contexts.length) await contexts.pop().close();
    const context = await browser.newContext({ locale, viewport, reducedMotion });
    contexts.push(context);
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
