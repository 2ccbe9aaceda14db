// The real binary as an organisation runs it: a simulated GitLab, the server
// over a data directory of its own, and people with roles.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "..", "..", "..");
const binary = resolve(root, process.env.PORTCULLIS_BIN ?? "target/release/portcullis");
const PASSWORD = "a long enough password 1";

/** Starts it; `until` finds in what it says what the caller waits for. */
function start(args, until) {
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((started, reject) => {
    let said = "";
    let wrong = "";
    child.stderr.on("data", (bytes) => (wrong += bytes));
    child.stdout.on("data", (bytes) => {
      said += bytes;
      const found = until(said);
      if (found) started({ child, found });
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${args.join(" ")} ended with ${code}: ${said}${wrong}`)));
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Range, server and people; `settings` is put behind the GitLab's in the settings file. */
export async function openStage(people, settings) {
  const data = mkdtempSync(join(tmpdir(), "portcullis-e2e-"));
  const range = await start(["range", "serve", "--json"], parsed);
  const token = join(data, "gitlab.token");
  writeFileSync(token, range.found.admin_token, { mode: 0o600 });
  const gitlab = `[gitlab]\nurl = "${range.found.url}"\ntoken_file = "${token}"\n`;
  writeFileSync(join(data, "portcullis.toml"), `${gitlab}\n${settings}`);
  const run = (...args) => execFileSync(binary, ["--data", data, ...args], { encoding: "utf8" });
  const server = await start(["--data", data, "serve", "--listen", "127.0.0.1:0"], (said) => said.match(/listening on (\S+)/)?.[1]);
  const oneTime = {};
  for (const [name, role] of Object.entries(people)) {
    oneTime[name] = run("account", "add", name, "--role", role).match(/password (\S+)/)[1];
  }
  return {
    baseUrl: server.found,
    data,
    gitlab: { url: range.found.url, token: range.found.admin_token },
    run,
    /** Signs somebody in by the page; the first time with a new password, which ends the session. */
    signIn: async (page, name) => {
      const own = `${PASSWORD} of ${name}`;
      const enter = async (password) => {
        await page.goto(`${server.found}/login`);
        await page.fill("input[name=name]", name);
        await page.fill("input[name=password]", password);
        await page.click("form[action='/login'] button");
        await page.waitForURL((url) => url.pathname !== "/login");
      };
      if (oneTime[name]) {
        await enter(oneTime[name]);
        await page.fill("input[name=old]", oneTime[name]);
        await page.fill("input[name=new]", own);
        await page.click("form[action='/account/password'] button");
        await page.waitForURL((url) => url.pathname !== "/account/password");
        delete oneTime[name];
      }
      await enter(own);
    },
    close: () => {
      server.child.removeAllListeners("exit");
      range.child.removeAllListeners("exit");
      server.child.kill("SIGINT");
      range.child.kill("SIGINT");
      server.child.on("exit", () => rmSync(data, { recursive: true, force: true }));
    },
  };
}
