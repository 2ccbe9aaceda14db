// Every page, in both languages and both colour schemes: readable by machine
// and by people, without a complaint of the browser.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { barriers, newPage, open, untranslated } from "./harness.js";

const SHOTS = new URL("./test-results/", import.meta.url).pathname;
const LANGUAGES = ["en", "ja"];
const SCHEMES = ["light", "dark"];

let house;
const pages = [
  "/", "/due", "/events", "/events?q=actor:*", "/events?q=ip:no", "/events/sql", "/events/0",
  "/findings", "/findings/suppressions", "/cases", "/cases/1", "/cases/1/questions", "/cases/1/communications", "/cases/1/updates", "/cases/1/status", "/cases/1/review", "/cases/1/engage", "/cases/1/custody", "/cases/1/instance", "/cases/1/outbox", "/cases/1/exercise", "/exercises",
  "/dives", "/hardening",
  "/approvals", "/channels", "/outbox", "/lockdown", "/metrics", "/ledgers", "/ledgers/events", "/ledgers/events?index=0",
  "/ledgers/journal", "/sources", "/connection", "/credentials", "/playbooks", "/tokens", "/account", "/account/password", "/nowhere",
];

before(async () => {
  house = await open();
  mkdirSync(SHOTS, { recursive: true });
  const { page, close } = await newPage(house);
  for (const [list, links] of [["/cases/1", "a[href^='/plans/']"], ["/findings", ".groups a[href^='/findings/']"]]) {
    await page.goto(list);
    const link = page.locator(links).first();
    if (await link.count()) pages.push((await link.getAttribute("href")).split("#")[0]);
  }
  await close();
});

after(async () => {
  await house?.close();
});

const slug = (path) => path.replace(/\/plans\/.*/, "/plan").replace(/\/findings\/(?!suppressions).+/, "/finding").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "now";

for (const lang of LANGUAGES) {
  for (const colorScheme of SCHEMES) {
    test(`every page in ${lang}, ${colorScheme}`, async (t) => {
      const { page, complaints, close } = await newPage(house, { colorScheme, locale: lang });
      for (const path of pages) {
        await t.test(path.slice(0, 40), async () => {
          complaints.length = 0;
          const answer = await page.goto(path);
          await page.evaluate(() => document.fonts.ready);
          await page.screenshot({ path: `${SHOTS}${slug(path)}-${lang}-${colorScheme}.png`, fullPage: true });
          assert.equal(await page.getAttribute("html", "lang"), lang);
          assert.equal(await page.locator("h1").count(), 1, "one h1");
          assert.ok(!(await page.content()).includes("⟦"), "a word is missing");
          if (lang === "ja") assert.deepEqual(await untranslated(page), [], "not translated");
          assert.deepEqual(await barriers(page), []);
          const expected = answer.status() >= 400 ? complaints.filter((text) => !text.includes(`${answer.status()}`)) : complaints;
          assert.deepEqual(expected, [], "the browser complained");
        });
      }
      await close();
    });
  }
}

test("narrow screens do not scroll sideways", async () => {
  const { page, close } = await newPage(house, { viewport: { width: 360, height: 740 }, locale: "ja" });
  for (const path of pages) {
    await page.goto(path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await page.screenshot({ path: `${SHOTS}${slug(path)}-narrow.png`, fullPage: true });
    const wide = over <= 0 ? "" : await page.evaluate(() => [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > window.innerWidth).map((one) => `${one.tagName}.${one.className}`).slice(0, 6).join(" "));
    assert.ok(over <= 0, `${path} is ${over} px too wide: ${wide}`);
  }
  await close();
});
