// The search of a site that is files only: asks Pagefind's monthly shards.
const form = document.getElementById("finder");
const status = document.getElementById("told");
const list = document.getElementById("found");
const more = document.getElementById("older");
const input = form.elements.q;
const language = document.documentElement.lang;
const root = new URL(form.dataset.root, location.href);
const home = new URL("search/", root);
const PAGE = 20;
let results = [];
let asked = 0;
let shown = 0;
let search;

async function open() {
  const answer = await fetch(new URL("months.json", home));
  const months = answer.ok ? (await answer.json())[language] || [] : [];
  if (months.length === 0) return null;
  const [first, ...others] = months;
  const pagefind = await import(new URL(`${first}/pagefind.js`, home));
  const baseUrl = root.pathname;
  await pagefind.options({ baseUrl, excerptLength: 30 });
  for (const month of others) {
    await pagefind.mergeIndex(new URL(`${month}/`, home).pathname, { baseUrl });
  }
  return pagefind;
}

function card(data) {
  const article = document.createElement("article");
  article.className = "card";
  const title = article.appendChild(document.createElement("h2"));
  const link = title.appendChild(document.createElement("a"));
  link.href = data.url;
  link.textContent = data.meta.title;
  link.lang = data.meta.headline_language || language;
  link.dir = "auto";
  const excerpt = article.appendChild(document.createElement("p"));
  excerpt.textContent = data.plain_excerpt;
  return article;
}

async function show(turn) {
  const page = await Promise.all(results.slice(shown, shown + PAGE).map((one) => one.data()));
  if (turn !== asked) return;
  list.append(...page.map(card));
  shown += page.length;
  more.hidden = shown >= results.length;
  status.textContent = form.dataset.range.replace("{first}", "1").replace("{last}", shown);
}

async function ask(query) {
  const turn = ++asked;
  results = [];
  shown = 0;
  search ||= open();
  const pagefind = await search;
  const found = pagefind ? await pagefind.search(query) : { results: [] };
  if (turn !== asked) return;
  list.replaceChildren();
  more.hidden = true;
  results = found.results;
  if (results.length > 0) await show(turn);
  else status.textContent = form.dataset.nothing.replace("{query}", query);
}

form.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const query = input.value.trim();
  if (!query) return;
  history.replaceState(null, "", `?q=${encodeURIComponent(query)}`);
  ask(query);
});
more.addEventListener("click", () => show(asked));
const query = new URLSearchParams(location.search).get("q");
if (query) {
  input.value = query;
  ask(query);
}
