// The page: words, notices, totals and filters at once; then the charts, those in sight first.

const STALE_HOURS = 48;
const MANY = 0.1; // share of fetched pages that deserves a notice
const BLOCKED = ["blocked", "throttled", "robots_denied", "robots_unreachable"];
const TYPING = 200; // milliseconds after the last key
const RESIZED = 24; // pixels below which a drawing stays

const cards = Object.fromEntries([...document.querySelectorAll("article[data-chart]")].map((card) => [card.dataset.chart, card]));
const waiting = new Set();
let typing = 0; // the timer of a text that may not be finished
const inSight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) if (isIntersecting && waiting.has(target.dataset.chart)) draw(target.dataset.chart);
}, { rootMargin: "200px" });

const byId = (id) => document.getElementById(id);

// ---- charts

function refresh(name, focused) {
  fillCard(cards[name], name, CHARTS[name]);
  draw(name);
  if (focused) cards[name].querySelector(focused)?.focus();
}

/** Mark the charts that follow these filters as to be drawn; those in sight are drawn now, the others in time. */
function refreshAll(filters) {
  for (const [name, card] of Object.entries(cards)) {
    const chart = CHARTS[name];
    if (filters && !filtersOf(chart).some((each) => filters.includes(each))) {
      card.querySelector(".note").textContent = noteOf(name, chart);
      continue;
    }
    fillCard(card, name, chart);
    waiting.add(name);
    inSight.unobserve(card);
    inSight.observe(card); // it reports at once whether the card is in sight
  }
  drawWaiting();
}

/** Say in the document whether all charts are drawn as the filters want them: who tests it waits for that. */
function tellDrawn(isDrawn) {
  document.documentElement.toggleAttribute("data-drawn", isDrawn && !typing);
}

function drawWaiting() {
  tellDrawn(false);
  const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
  const next = async () => {
    const [name] = waiting;
    if (name === undefined) return tellDrawn(true);
    await draw(name);
    if (waiting.size) later(next, { timeout: 500 });
  };
  later(next, { timeout: 500 });
}

async function draw(name) {
  const chart = CHARTS[name];
  const card = cards[name];
  const plot = card.querySelector(".plot");
  const isGraphic = !["table", "timeline"].includes(chart.kind);
  waiting.delete(name);
  if (!filterRows(chart).length) {
    plot.replaceChildren(makeEmpty(name, chart));
    card.querySelector(".legend").replaceChildren();
  } else if (name === "freshness") fillFreshness(card, chart);
  else if (!isGraphic) fillList(card, name, chart);
  else {
    fillLegend(card, name, chart);
    const width = Math.floor(plot.clientWidth);
    card.drawnWidth = width;
    const spec = specOf(name, chart, width, plot.clientHeight);
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", describe(name, chart));
    const turn = (card.turn = (card.turn ?? 0) + 1);
    const canvas = document.createElement("div");
    plot.append(canvas); // Vega measures texts: it must be in the page
    try {
      await embed(canvas, spec);
    } catch (error) {
      canvas.textContent = say("noticeFault", error.message);
      console.error(name, error);
    }
    if (turn === card.turn) plot.replaceChildren(canvas);
    else canvas.remove();
  }
  if (!waiting.size) tellDrawn(true);
}

/** Draw without compiling code (`ast`) and without any style of Vega's own: the page's policy forbids both. */
function embed(element, spec) {
  return scriptsReady.then(() =>
    window.vegaEmbed(element, spec, { mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: showTip }),
  );
}

// the module with Vega stands behind this one
const scriptsReady = new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else addEventListener("DOMContentLoaded", () => resolve(), { once: true });
});

function showTip(handler, event, item, value) {
  const tip = byId("tip");
  const pairs = item?.datum?.tip ?? [];
  tip.hidden = !value || !pairs.length;
  if (tip.hidden) return;
  tip.replaceChildren(...pairs.map(([label, text]) => make("p", {}, label ? make("span", {}, `${label} `) : null, label ? text : make("b", {}, text))));
  const { innerWidth, innerHeight } = window;
  tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${event.clientY + 18 + tip.offsetHeight > innerHeight ? Math.max(4, event.clientY - tip.offsetHeight - 12) : event.clientY + 18}px`;
}

// ---- what stands above the charts

function fillWords() {
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  document.title = say("page");
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-word-label]")) element.setAttribute("aria-label", say(element.dataset.wordLabel));
  byId("language").textContent = state.language === "zh" ? "English" : "中文";
  byId("language").lang = state.language === "zh" ? "en" : "zh-CN";
  byId("theme").textContent = `◐ ${say(state.theme)}`;
  byId("theme").setAttribute("aria-label", say("theme", say(state.theme)));
  byId("text").placeholder = say("textHint");
  const { id, created_at: made } = DATA.generation;
  byId("stamp").textContent = made ? say("published", id, made.slice(0, 16), tellAge(made.slice(0, 19))) : "";
  byId("foot").textContent = say("footer", id);
}

function fillTheme() {
  const dark = state.theme === "dark" || (state.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

function fillTotals() {
  const chart = CHARTS.totals;
  const [row] = chart.rows;
  if (!row) return;
  const asides = {
    article_count: row.first_published_on && say("period", row.first_published_on.slice(0, 7), row.last_published_on.slice(0, 7)),
    new_article_count: row.newest_loaded_at && say("newest", row.newest_loaded_at.slice(0, 16), tellAge(row.newest_loaded_at)),
  };
  byId("totals").replaceChildren(
    ...chart.encodings.value.map((name) =>
      make("div", {}, make("dt", {}, columnLabel(name)), make("dd", {}, writeNumber(row[name]), asides[name] ? make("small", {}, asides[name]) : null)),
    ),
  );
}

/** What a person should know first: [how bad, text]. */
function listNotices() {
  const notices = [];
  const { totals, recent_runs: runs, link_health: links, open_problems: problems, freshness } = CHARTS;
  const articles = totals.rows[0]?.article_count ?? 0;
  const dated = totals.rows[0]?.dated_article_count ?? 0;
  const last = LIVE?.run ?? runs.rows[0];
  if (last && ["failed", "crashed"].includes(last.status))
    notices.push(["bad", say("noticeRun", valueLabel("status", last.status), last.message ?? "")]);
  for (const chart of Object.values(CHARTS)) if (chart.fault) notices.push(["bad", say("noticeFault", choose(chart.title))]);
  if (!articles) notices.push(["info", say("noticeEmpty")]);
  const checked = runs.rows.find((row) => row.checks_warned !== null);
  if (articles && checked?.checks_warned) notices.push(["warn", say("noticeChecks", checked.checks_warned)]);
  const rejected = sum(problems.rows.filter((row) => row.severity === "reject"), "problem_count");
  if (rejected) notices.push(["warn", say("noticeRejects", writeNumber(rejected))]);
  const fetched = links.rows.filter((row) => row.last_outcome !== "(none)");
  const share = (outcomes) => sum(fetched.filter((row) => outcomes.includes(row.last_outcome)), "page_count") / (sum(fetched, "page_count") || 1);
  if (share(BLOCKED) > MANY) notices.push(["warn", say("noticeBlocked", writeShare(share(BLOCKED)))]);
  if (share(["gone"]) > MANY) notices.push(["warn", say("noticeGone", writeShare(share(["gone"])))]);
  const looked = LIVE?.run?.started ?? freshness.rows.find((row) => row.source === "seed")?.last_checked_at;
  if (looked && Date.now() - instantOf(looked) > STALE_HOURS * HOUR) notices.push(["warn", say("noticeStale", tellAge(looked))]);
  if (articles && !dated) notices.push(["info", say("noticeUndated")]);
  else if (dated < articles) notices.push(["info", say("noticePartly", writeShare(dated / articles))]);
  if (articles && notices.every(([how]) => how === "info")) notices.unshift(["good", say("noticeGood")]);
  return notices;
}

function fillNotices() {
  byId("notices").replaceChildren(...listNotices().map(([how, text]) => make("li", { class: `notice ${how}` }, text)));
}

// ---- filters

function fillFilters() {
  const months = CHARTS.section_trend.rows.filter((row) => row.date_basis === state.basis);
  const names = months.length ? monthsOf(months) : [];
  const bases = [...new Set(CHARTS.section_trend.rows.map((row) => row.date_basis))];
  const sections = new Map(CHARTS.section_trend.rows.filter((row) => row.section_code).map((row) => [row.section_code, row.section_name]));
  const technologies = totalBy(CHARTS.technology_trend.rows, "technology_name", "article_count").map(([value]) => value);
  const options = {
    from: [["", say("first")], ...names.map((month) => [month, month])],
    to: [["", say("last")], ...names.toReversed().map((month) => [month, month])],
    basis: (bases.length ? bases : ["loaded"]).map((basis) => [basis, valueLabel("date_basis", basis)]),
    section: [["", say("all")], ...[...sections].sort().map(([code, name]) => [code, `${code} ${name}`])],
    technology: [["", say("all")], ...technologies.map((name) => [name, name])],
  };
  for (const [name, pairs] of Object.entries(options)) {
    const select = byId(name);
    select.replaceChildren(...pairs.map(([value, label]) => make("option", { value }, label)));
    if (!pairs.some(([value]) => value === state[name])) state[name] = name === "basis" ? pairs[0][0] : "";
    select.value = state[name];
  }
  if (byId("text").value !== state.text) byId("text").value = state.text;
  const active = FILTERS.filter(isFiltering).map((name) => (name === "basis" ? valueLabel("date_basis", state.basis) : name === "section" ? sections.get(state.section) : state[name]));
  byId("active").textContent = active.join(" · ");
  byId("filters").classList.toggle("on", active.length > 0);
}

function setFilters(values) {
  if ("basis" in values) values = { from: "", to: "", ...values };
  Object.assign(state, values, { shown: {} });
  fillFilters();
  writeAddress();
  refreshAll(Object.keys(values));
}

function fillAll() {
  fillTheme();
  fillWords();
  fillTotals();
  fillNotices();
  fillFilters();
  refreshAll();
}

function listen() {
  byId("language").addEventListener("click", () => {
    state.language = state.language === "zh" ? "en" : "zh";
    writeAddress();
    fillAll();
  });
  byId("theme").addEventListener("click", () => {
    state.theme = THEMES[(THEMES.indexOf(state.theme) + 1) % THEMES.length];
    writeAddress();
    fillTheme();
    fillWords();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", fillTheme);
  for (const name of FILTERS.filter((each) => each !== "text"))
    byId(name).addEventListener("change", (event) => setFilters({ [name]: event.target.value }));
  byId("text").addEventListener("input", (event) => {
    clearTimeout(typing);
    tellDrawn(false);
    typing = setTimeout(() => {
      typing = 0;
      setFilters({ text: event.target.value });
    }, TYPING);
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    setFilters({ ...Object.fromEntries(FILTERS.map((name) => [name, ""])), basis: DEFAULT_BASIS });
  });
  addEventListener("hashchange", () => {
    readAddress();
    fillAll();
  });
  let resizing;
  addEventListener("resize", () => {
    clearTimeout(resizing);
    resizing = setTimeout(() => {
      for (const [name, card] of Object.entries(cards))
        if (card.drawnWidth && Math.abs(card.drawnWidth - card.querySelector(".plot").clientWidth) > RESIZED) waiting.add(name);
      if (waiting.size) drawWaiting();
    }, 200);
  });
}

readAddress();
if (matchMedia("(max-width: 700px)").matches) document.querySelector("#filters details").open = false;
fillAll();
listen();
