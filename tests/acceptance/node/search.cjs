// Searches a served site in a real browser and prints what was found as JSON.
// Usage: node search.cjs CHROMIUM BASE_URL < [{"path": "/en/search/", "query": "bridge"}]
const fs = require("node:fs");
const { chromium } = require("playwright-core");

const [program, base] = process.argv.slice(2);
const jobs = JSON.parse(fs.readFileSync(0, "utf8"));

(async () => {
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
  const answers = [];
  for (const job of jobs) {
    const page = await (await browser.newContext()).newPage();
    const errors = [];
    const foreign = [];
    page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(base)) foreign.push(request.url());
    });
    await page.goto(base + job.path);
    await page.fill("#q", job.query);
    await page.press("#q", "Enter");
    await page.waitForFunction(() => document.getElementById("told").textContent !== "", null, { timeout: 20000 });
    const found = await page.evaluate(() =>
      [...document.querySelectorAll("#found a")].map((a) => [a.textContent, new URL(a.href).pathname]),
    );
    const told = await page.textContent("#told");
    let landed = 0;
    if (found.length > 0) {
      const answer = await page.goto(await page.evaluate(() => document.querySelector("#found a").href));
      landed = answer.status();
    }
    answers.push({ found, told, landed, errors, foreign });
    await page.context().close();
  }
  await browser.close();
  process.stdout.write(JSON.stringify(answers));
})();
