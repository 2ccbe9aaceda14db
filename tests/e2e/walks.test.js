// What a person does: by keyboard alone, without scripts, and while the world moves.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newPage, open } from "./harness.js";

let house;
before(async () => {
  house = await open();
});
after(async () => {
  await house?.close();
});

/** What has the focus, and whether one can see that it has. */
function focus(page) {
  return page.evaluate(() => {
    const e = document.activeElement;
    const style = getComputedStyle(e);
    return { name: (e.textContent || e.getAttribute("name") || "").trim(), tag: e.tagName, id: e.id, isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 };
  });
}

test("the skip link comes first and leads to the content", async () => {
  const { page, close } = await newPage(house);
  await page.goto("/cases/1");

  await page.keyboard.press("Tab");
  const first = await focus(page);
  await page.keyboard.press("Enter");

  assert.equal(first.name, "Skip to the content");
  assert.ok(first.isSeen);
  assert.equal((await focus(page)).id, "main");
  await close();
});

test("everything that can be clicked can be reached by Tab, and the focus is seen", async () => {
  const { page, close } = await newPage(house);
  for (const path of ["/", "/events", "/cases/1", "/ledgers/events"]) {
    await page.goto(path);
    const wanted = await page.evaluate(() => {
      const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
      const radios = new Set();
      return all.filter((e) => {
        if (e.disabled || !e.checkVisibility()) return false;
        if (e.type !== "radio") return true;
        const isNew = !radios.has(e.name);
        radios.add(e.name);
        return isNew;
      }).length;
    });
    const reached = new Set();
    for (let i = 0; i < wanted + 40; i += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        if (e === document.body || !e.matches("a[href], button, input, select, textarea, summary")) return "";
        e.dataset.reached ??= String(performance.now());
        return e.dataset.reached;
      });
      if (at && reached.has(at)) continue;
      if (at) {
        reached.add(at);
        const { isSeen, name, tag } = await focus(page);
        assert.ok(isSeen, `${path}: the focus on ${tag} ${name} is not seen`);
      }
    }
    assert.equal(reached.size, wanted, path);
  }
  await close();
});

test("without a script one searches, opens a case and adds a note", async () => {
  const { page, close } = await newPage(house, { javaScriptEnabled: false });

  await page.goto("/events");
  await page.fill("#q", "actor:*");
  await page.click("form[role=search] button");
  assert.ok((await page.locator("table.events tbody tr").count()) > 0, "rows");
  await page.goto("/cases");
  await page.click("summary");
  await page.fill("input[name=title]", "By hand, without a script");
  await page.click("details button");
  assert.match(page.url(), /\/cases\/\d+\?done=opened/);
  assert.equal(await page.locator("[role=status]").first().textContent(), "The case is open.");
  await page.fill("textarea[name=text]", "A note");
  await page.click("#note button");
  assert.match(await page.locator(".timeline").textContent(), /A note/);
  await close();
});

test("the first page shows a new case by itself and keeps the focus where it is", async () => {
  const { page, close } = await newPage(house);
  const other = await newPage(house, { javaScriptEnabled: false });
  await page.goto("/");
  await page.focus("nav a[aria-current]");

  await other.page.goto("/cases");
  await other.page.click("summary");
  await other.page.fill("input[name=title]", "Seen without a reload");
  await other.page.click("details button");

  await page.waitForSelector("text=Seen without a reload", { timeout: 15_000 });
  assert.equal((await focus(page)).name, "Now");
  await other.close();
  await close();
});

test("a wrong query says where it is wrong, beside the box that still holds it", async () => {
  const { page, close } = await newPage(house);

  await page.goto("/events?q=ip:203.0.113.0/99");

  assert.equal(await page.inputValue("#q"), "ip:203.0.113.0/99");
  assert.equal(await page.getAttribute("#q", "aria-invalid"), "true");
  assert.match(await page.locator("#q-problem pre").textContent(), /\^/);
  await close();
});

test("a ledger is verified by a click", async () => {
  const { page, close } = await newPage(house);

  await page.goto("/ledgers/journal");
  await page.click("form[action$='/verify'] button");

  await page.waitForSelector("text=The ledger is sound.");
  await close();
});

test("what falls short of GitLab's recommendations becomes a plan", async () => {
  const { page, complaints, close } = await newPage(house);
  await page.goto("/hardening");

  await page.locator("input[name=check]").first().check();
  await page.selectOption("select[name=case]", { index: 1 });
  await page.click("form#mend button");

  await page.waitForURL(/\/plans\//);
  assert.equal(await page.locator("h1").count(), 1);
  assert.deepEqual(complaints, []);
  await close();
});
