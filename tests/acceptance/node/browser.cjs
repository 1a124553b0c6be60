// Walks pages in a real browser and prints what it saw as JSON.
// Usage: node browser.cjs CHROMIUM BASE_URL < {"cookies": [pairs], "check": [paths], "walk": [paths], "trap": [paths]}
const fs = require("node:fs");
const { chromium } = require("playwright-core");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const [program, base] = process.argv.slice(2);
const jobs = JSON.parse(fs.readFileSync(0, "utf8"));
const seen = { violations: [], overflows: [], foreign: [], focus: [], ran: [], times: [], pages: 0 };

async function open(browser, options) {
  const context = await browser.newContext(options);
  const cookies = (jobs.cookies ?? []).map((pair) => pair.split("="));
  await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: base })));
  const page = await context.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) seen.foreign.push(request.url());
  });
  return page;
}

async function check(browser, paths) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 360, 1280]) {
      const page = await open(browser, { viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
      for (const path of paths) {
        await page.goto(base + path);
        await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
        await page.addScriptTag({ content: axe });
        const found = await page.evaluate((values) => axe.run(document, { runOnly: values }), RULES);
        for (const item of found.violations) {
          seen.violations.push(`${path} ${width} ${colorScheme} ${item.id}: ${item.nodes[0].html}`);
        }
        const isWide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
        if (isWide) seen.overflows.push(`${path} ${width}`);
        seen.pages += 1;
      }
      await page.context().close();
    }
  }
}

async function walk(browser, paths) {
  const page = await open(browser, { viewport: { width: 1280, height: 900 }, javaScriptEnabled: true });
  for (const path of paths) {
    await page.goto(base + path);
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => document.activeElement.getAttribute("href"));
    const shown = await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0);
    if (first !== "#main" || !shown) seen.focus.push(`${path}: the first stop is ${first}, seen: ${shown}`);
    await page.keyboard.press("Enter");
    const landed = await page.evaluate(() => document.activeElement.id);
    if (landed !== "main") seen.focus.push(`${path}: the skip link leads to ${landed}`);
    await page.goto(base + path);
    const wanted = await page.evaluate(() => document.querySelectorAll("a[href], summary, [tabindex='0']").length);
    const stops = new Set();
    for (let count = 0; count < wanted + 2; count += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return null;
        const style = getComputedStyle(element);
        const all = [...document.querySelectorAll("a[href], summary, [tabindex='0']")];
        return { place: all.indexOf(element), outline: style.outlineStyle, width: style.outlineWidth };
      });
      if (stop === null || stops.has(stop.place)) continue;
      stops.add(stop.place);
      if (stop.outline === "none" || stop.width === "0px") seen.focus.push(`${path}: stop ${stop.place} shows no focus`);
    }
    const hidden = await page.evaluate(() => [...document.querySelectorAll("details:not([open]) :is(a[href], [tabindex='0'])")].length);
    if (stops.size < wanted - hidden) seen.focus.push(`${path}: ${stops.size} of ${wanted - hidden} reached by keyboard`);
  }
  await page.context().close();
}

async function trap(browser, paths) {
  const page = await open(browser, { viewport: { width: 800, height: 600 }, bypassCSP: true });
  await page.exposeFunction("__ran", (what) => seen.ran.push(what));
  await page.addInitScript(() => {
    for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => window.__ran(`${name} at ${location.pathname}`);
    navigator.vibrate = () => window.__ran(`vibrate at ${location.pathname}`);
    const write = document.write;
    document.write = (...parts) => { window.__ran(`write at ${location.pathname}`); return write.apply(document, parts); };
  });
  page.on("dialog", (dialog) => { seen.ran.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  for (const path of paths) {
    await page.goto(base + path, { waitUntil: "load" });
    await page.evaluate(() => {
      document.querySelectorAll("details").forEach((d) => (d.open = true));
      for (const element of document.querySelectorAll("main *")) {
        for (const kind of ["mouseover", "focus", "pointerenter", "toggle", "animationend"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    });
    seen.pages += 1;
  }
  await page.context().close();
}

async function times(browser, paths) {
  for (const javaScriptEnabled of [true, false]) {
    const page = await open(browser, { viewport: { width: 800, height: 600 }, timezoneId: "Asia/Tokyo", javaScriptEnabled });
    for (const path of paths) {
      await page.goto(base + path);
      const shown = await page.locator("time.moment, time.brief").first().textContent();
      seen.times.push({ shown, zones: await page.locator("#zone").count() });
    }
    await page.context().close();
  }
}

(async () => {
  const browser = await chromium.launch({
    executablePath: program,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
  await check(browser, jobs.check ?? []);
  await walk(browser, jobs.walk ?? []);
  await times(browser, jobs.times ?? []);
  await trap(browser, jobs.trap ?? []);
  await browser.close();
  process.stdout.write(JSON.stringify(seen));
})();
