// Walk 7 in the browser: a request for logs from intake to receipt, each step by
// whoever may take it, in the reader's language (LD1–LD28).

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers, launch, untranslated } from "./harness.js";
import { openStage } from "./stage.js";

const SHOTS = new URL("./test-results/", import.meta.url).pathname;
const PEOPLE = { sue: "support", rita: "responder", sec: "approver", lea: "approver" };
const SETTINGS = `
[[channel]]
name = "sirt"
gitlab_issue = { project = "harbor/services/gate-pass" }

[desk]
tracker = "sirt"
gap_tracker = "sirt"

[policy.groups.security]
members = ["sec"]
[policy.groups.legal]
members = ["lea"]
`;

let stage;
let browser;
before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  stage = await openStage(PEOPLE, SETTINGS);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  stage?.close();
});

/** A page of this person's own, and a check of what it shows. */
async function desk(name, locale) {
  const context = await browser.newContext({ baseURL: stage.baseUrl, locale, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await stage.signIn(page, name);
  const seen = async (title) => {
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `${SHOTS}desk-${locale}-${title}.png`, fullPage: true });
    assert.ok(!(await page.content()).includes("⟦"), `${title}: a word is missing`);
    if (locale === "ja") assert.deepEqual(await untranslated(page), [], `${title}: not translated`);
    assert.deepEqual(await barriers(page), [], title);
    assert.deepEqual(complaints, [], title);
  };
  return { page, seen, context };
}

const hours = (n) => new Date(Date.now() - n * 3_600_000).toISOString();

/** Lines of the project, of another, and one of an access log; the names stand in no GitLab. */
function bundle(path) {
  const line = (n, project, user) => JSON.stringify({
    time: hours(2), severity: "INFO", method: "GET", path: `/api/v4/projects/${project}/jobs/${n}`, status: 200,
    route: "/api/:version/projects/:id/jobs/:job_id", user_id: 9000 + n, username: user, remote_ip: "203.0.113.90", ua: `curl of ${user}, build station quarz-7`,
  });
  const day = new Date(Date.now() - 7_200_000).toUTCString().split(" ");
  const access = `203.0.113.5 - x [${day[1]}/${day[2]}/${day[3]}:${day[4]} +0000] "GET /harbor/services/gate-pass HTTP/1.1" 200 31 "-" "curl"`;
  writeFileSync(path, [line(1, "harbor%2Fservices%2Fgate-pass", "mallory.strange"), line(2, "harbor%2Fservices%2Fgate-pass", "tomas.novak"), line(3, "commons%2Fstyle-guide", "mei.tanaka"), access, ""].join("\n"));
}

for (const [locale, other] of [["en", "ja"], ["ja", "en"]]) {
  test(`a request from intake to receipt: ${locale} at the desk, ${other} at approval`, async () => {
    const support = await desk("sue", locale);
    const [s] = [support.page];

    // Intake: a draft says what is missing; then it is whole.
    await s.goto("/dives/new");
    await support.seen("form");
    await s.fill("input[name=organisation]", "Orchard");
    await s.click("main button");
    await support.seen("draft");
    assert.ok((await s.locator(".notice li").count()) >= 5, "says what is missing");
    const address = new URL(s.url()).pathname;
    const number = address.split("/")[2];
    await s.click(`a[href='${address}/edit']`);
    await s.fill("textarea[name=identities]", "ann@orchard.test");
    await s.selectOption("select[name=language]", locale);
    await s.selectOption("select[name=deployment]", "saas");
    await s.selectOption("select[name=plan]", "ultimate");
    await s.selectOption("select[name=paying]", "yes");
    await s.fill("textarea[name=projects]", "harbor/services/gate-pass");
    await s.fill("textarea[name=events]", "other:jobs_read");
    await s.fill("input[name=start]", hours(48));
    await s.fill("input[name=end]", hours(1));
    await s.fill("textarea[name=gap]", "who read the jobs");
    await s.check("input[name=log_application]");
    await s.check("input[name=personal_data]");
    await s.click("main button");
    await s.fill("#resources ~ .card input[name=how]", "an owner asked");
    await s.click("#resources ~ .card button[value=yes]");
    await support.seen("whole");
    await support.context.close();

    // The security team decides, tracks, searches, redacts.
    const sirt = await desk("rita", locale);
    const r = sirt.page;
    await r.goto(address);
    await r.click(`form[action='${address}/decision'] button`);
    await r.click(`form[action='${address}/tracker'] button`);
    await r.fill("#findings ~ form textarea", "read by a token of the project");
    await r.click(`form[action='${address}/findings'] button`);
    await sirt.seen("decided");
    await r.goto(`${address}/redaction`);
    await sirt.seen("search");
    const file = join(stage.data, `logs-${locale}.log`);
    bundle(file);
    await r.setInputFiles("form[data-upload] input[type=file]", file);
    await Promise.all([r.waitForEvent("load"), r.click("form[data-upload] button")]);
    await r.check("input[name=bundle]");
    await r.click(`form[action='${address}/run'] button`);
    await r.waitForSelector(`form[action='${address}/redaction'] button`, { timeout: 30_000 });
    await r.fill("textarea[name=internal_hosts]", ".infra.orchard.test");
    await r.click(`form[action='${address}/redaction'] button`);
    await sirt.seen("redacted");
    const results = () => r.locator("table.side tbody tr td:last-child").allTextContents();
    assert.equal((await results()).length, 2, "the project's alone");
    assert.ok(!/mallory|tomas|203\.0\.113/.test((await results()).join()), `${await results()}`);
    assert.match((await results())[0], /quarz-7/);

    // What nobody knew: by name everywhere, by text in one line.
    await r.fill("textarea[name=names]", "quarz-7");
    await r.click(`form[action='${address}/redaction'] button`);
    assert.ok(!/quarz/.test((await results()).join()), `${await results()}`);
    const first = r.locator("table.side tbody tr").first();
    await first.locator("summary").click();
    await first.locator("input[name=text]").fill("build station");
    await first.locator("form:last-of-type input[name=reason]").fill("where they work");
    await first.locator("form:last-of-type button").click();
    assert.ok(!/build station/.test((await results())[0]));
    await r.click(`form[action='${address}/redaction/verify'] button`);
    await r.fill(`form[action='${address}/release'] input[name=reason]`, "looked at every line");
    await r.click(`form[action='${address}/release'] button`);
    await sirt.seen("asked");

    // Two keys, in the other language; each looks at what would leave.
    for (const who of ["sec", "lea"]) {
      const approver = await desk(who, other);
      await approver.page.goto("/approvals");
      await approver.seen(`${who}-approvals`);
      await approver.page.click(".card h2 a, .card h3 a");
      await approver.page.waitForSelector("table.side");
      await approver.seen(`${who}-result`);
      assert.equal(await approver.page.locator("table.side th").count(), 2, "no original");
      await approver.page.goBack();
      await approver.page.click("main form button:not(.quiet)");
      await approver.seen(`${who}-approved`);
      await approver.context.close();
    }

    // Support hands over; the recipient opens it once.
    const hand = await desk("sue", locale);
    await hand.page.goto(`${address}/redaction`);
    await hand.seen("ready");
    await hand.page.click(`form[action='${address}/links'] button`);
    await hand.seen("handed-over");
    const [link, passphrase] = await hand.page.locator("dl.facts code").allTextContents();
    const stranger = await browser.newContext({ baseURL: stage.baseUrl, locale, acceptDownloads: true });
    const door = await stranger.newPage();
    await door.goto(link);
    await door.screenshot({ path: `${SHOTS}desk-${locale}-door.png`, fullPage: true });
    const [taken] = await Promise.all([door.waitForEvent("download"), door.click("main button")]);
    const sealed = join(stage.data, `sealed-${locale}.age`);
    await taken.saveAs(sealed);
    assert.ok(!readFileSync(sealed).includes("harbor"), "sealed");
    assert.ok(passphrase.length > 20);
    const again = await door.goto(link);
    assert.ok(again.status() >= 400, "once");
    await stranger.close();
    await hand.page.goto(`${address}/redaction`);
    await hand.seen("received");
    await hand.page.goto("/dives");
    await hand.seen("list");
    await hand.context.close();

    // Closed only with the gap issue settled.
    await r.goto(address);
    assert.ok(await r.locator(`form[action='${address}/close'] button`).isDisabled());
    await r.fill("input[name=reason]", "known already");
    await r.click(`form[action='${address}/gap/waiver'] button`);
    await r.click(`form[action='${address}/close'] button`);
    await sirt.seen("closed");
    await sirt.context.close();
    assert.match(stage.run("assist", "verify", "--case", `C-${number}`), /same/);
  });
}
