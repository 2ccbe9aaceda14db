// Starts what the tests need: the real binary (unless BASE_URL and LOGIN_URL
// name one that runs) and a browser. Nothing here knows a page.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const START_MS_MAX = 120_000;

function browserPath() {
  const known = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = known.find((path) => path && existsSync(path));
  if (!found) throw new Error("no Chromium: install one (Debian: apt-get install chromium fonts-noto-cjk) or set CHROMIUM");
  return found;
}

/** `portcullis demo`, up to the address that it prints; the demo itself is the data. */
function startDemo() {
  const binary = resolve(root, process.env.PORTCULLIS_BIN ?? "target/release/portcullis");
  if (!existsSync(binary)) throw new Error(`no binary at ${binary}: build it (make build) or set PORTCULLIS_BIN`);
  const demo = spawn(binary, ["demo"], { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((started, reject) => {
    let said = "";
    const late = setTimeout(() => fail("took too long"), START_MS_MAX);
    const fail = (why) => {
      clearTimeout(late);
      demo.kill();
      reject(new Error(`portcullis demo ${why}:\n${said}`));
    };
    const hear = (bytes) => {
      said += bytes;
      const login = said.match(/https?:\/\/\S+\/login\/once\/\S+(?=\s)/);
      if (!login) return;
      clearTimeout(late);
      started({ baseUrl: new URL(login[0]).origin, loginUrl: login[0], stop: () => demo.kill("SIGINT") });
    };
    demo.stdout.on("data", hear);
    demo.stderr.on("data", hear);
    demo.on("error", (error) => fail(error.message));
    demo.on("exit", (code) => fail(`ended with ${code}`));
  });
}

/** A browser. */
export function launch() {
  return chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox"] });
}

/** What axe finds that keeps somebody out. */
export async function barriers(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}

/** Headings, labels, buttons … without one Japanese character: words that were not translated. */
export function untranslated(page) {
  return page.evaluate(() => {
    const names = /^[\s\d.,:#·–()/↺✕✓◆▲◐○%-]*$|^(Portcullis|English|Webhook|SSH|SQL|C-\d+|API|SEOC|SIMOC|CMOC|SHA-256|Issue|gitlab\.rb)\b/;
    const seen = document.querySelectorAll("h1, h2, h3, legend, label, button, thead th, dt, summary, nav a, .lead, .quiet");
    return [...seen]
      .filter((e) => !e.closest("[lang='en'], .mono") && !e.querySelector("code"))
      .map((e) => e.textContent.trim())
      .filter((text) => text && !names.test(text) && !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text));
  });
}

/** A running Portcullis, a browser, and the cookies of somebody who is signed in. */
export async function open() {
  const { BASE_URL: baseUrl, LOGIN_URL: loginUrl } = process.env;
  const server = loginUrl ? { baseUrl: baseUrl ?? new URL(loginUrl).origin, loginUrl, stop: () => {} } : await startDemo();
  const browser = await launch();
  const context = await browser.newContext();
  const page = await context.newPage();
  const answer = await page.goto(server.loginUrl);
  if (page.url().includes("/account/password")) throw new Error("the link leads to a password that must be changed first");
  if (!answer?.ok()) throw new Error(`signing in by the link answered ${answer?.status()}`);
  const storageState = await context.storageState();
  await context.close();
  return {
    baseUrl: server.baseUrl,
    browser,
    storageState,
    close: async () => {
      await browser.close();
      server.stop();
    },
  };
}

/** A page that remembers what the browser complained about. */
export async function newPage(house, options = {}) {
  const context = await house.browser.newContext({
    baseURL: house.baseUrl,
    storageState: house.storageState,
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("response", (answer) => {
    if (answer.status() >= 500) complaints.push(`${answer.status()} ${answer.url()}`);
  });
  return { page, complaints, close: () => context.close() };
}
