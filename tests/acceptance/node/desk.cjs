// Works at the desk as an editor does, by keyboard alone and without script; prints what was said.
// Usage: node desk.cjs CHROMIUM BASE_URL COOKIE
const { chromium } = require("playwright-core");

const [program, base, cookie] = process.argv.slice(2);
const [name, value] = cookie.split("=", 2);

(async () => {
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext({ viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
  await context.addCookies([{ name, value, url: base }]);
  const page = await context.newPage();
  const said = [];

  async function reach(wanted) {
    for (let count = 0; count < 150; count += 1) {
      await page.keyboard.press("Tab");
      if (await page.locator(":focus").count() && await page.locator(":focus").evaluate((e, w) => e.matches(w), wanted)) return;
    }
    throw new Error(`no ${wanted} is reached by keyboard at ${page.url()}`);
  }
  async function go(wanted) {
    await reach(wanted);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  }
  async function heard() {
    said.push((await page.locator("[role=status]").innerText()).split(".")[0]);
  }

  await page.goto(`${base}/desk/`);
  await go("a[href='./articles']");
  await reach("#q");
  await page.keyboard.type("cyclists");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await go("a[href*='language=pt-BR']");
  said.push(await page.locator("h1").innerText());
  await reach("#s2 summary");
  await page.keyboard.press("Enter");
  await reach("#t2");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("A obra custa 1.240 coroas.");
  await go("#s2 button");
  await heard();
  await page.goto(`${base}/desk/articles`);
  await reach("#state");
  await page.keyboard.type("withheld");
  await go("form.filters button");
  await go("a[href*='language=pt-BR']");
  await go("form[action='./release'] button");
  await heard();
  await go("a.danger");
  await reach("#reason");
  await page.keyboard.type("A court asked for it.");
  await go("form[action='./withdraw'] button");
  await heard();
  await browser.close();
  process.stdout.write(JSON.stringify(said));
})();
