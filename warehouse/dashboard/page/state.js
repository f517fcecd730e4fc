// What the reader chose: language, colours and filters. It stands in the address, so that a view can be sent on.

const FILTERS = ["from", "to", "basis", "section", "technology", "text"];
const THEMES = ["auto", "light", "dark"];

const state = {
  language: "zh",
  theme: "auto",
  from: "",
  to: "",
  basis: CHARTS.section_trend?.rows.some((row) => row.date_basis === "published") ? "published" : "loaded",
  section: "",
  technology: "",
  text: "",
  views: {}, // chart: "table" or "sql", beside the chart itself
  measures: {}, // chart: "share" instead of its count
  focus: {}, // chart: the one series that stands out
  shown: {}, // chart: how many items of a list
};
const DEFAULT_BASIS = state.basis;

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  state.language = (given.get("lang") ?? recall("language")) === "en" ? "en" : "zh";
  state.theme = THEMES.find((theme) => theme === (given.get("theme") ?? recall("theme"))) ?? "auto";
  for (const name of FILTERS) if (given.has(name)) state[name] = given.get(name);
  if (!["published", "loaded"].includes(state.basis)) state.basis = DEFAULT_BASIS;
}

function writeAddress() {
  const kept = new URLSearchParams();
  if (state.language === "en") kept.set("lang", "en");
  if (state.theme !== "auto") kept.set("theme", state.theme);
  for (const name of FILTERS) if (state[name] && !(name === "basis" && state.basis === DEFAULT_BASIS)) kept.set(name, state[name]);
  remember("language", state.language);
  remember("theme", state.theme);
  const hash = kept.toString();
  try {
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  } catch {
    // a browser that forbids it for files: the view is then not in the address
  }
}

function recall(name) {
  try {
    return localStorage.getItem(`ainews.${name}`);
  } catch {
    return null; // forbidden for files, or by the reader
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`ainews.${name}`, value);
  } catch {
    // as above
  }
}

/** The filters that a chart follows, by the columns that it has. */
function filtersOf(chart) {
  const has = (name) => chart.columns.some(([column]) => column === name);
  return [
    ...(has("month") || has("date") ? ["from", "to"] : []),
    ...(has("date_basis") ? ["basis"] : []),
    ...(has("section_code") || has("section_codes") ? ["section"] : []),
    ...(has("technology_name") || has("technologies") ? ["technology"] : []),
    ...(["title", "host", "outlet", "name", "tag_a_name"].some(has) ? ["text"] : []),
  ];
}

function isFiltering(name) {
  return name === "basis" ? state.basis !== DEFAULT_BASIS : Boolean(state[name]);
}

/** The rows of a chart that the filters leave; those named in `except` do not count. */
function filterRows(chart, except = []) {
  const used = filtersOf(chart).filter((name) => state[name] && !except.includes(name));
  const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  const texts = chart.columns.filter(([, form]) => form === "text").map(([name]) => name);
  const tests = {
    from: (row) => (row.month ?? row.date).slice(0, 7) >= state.from,
    to: (row) => (row.month ?? row.date).slice(0, 7) <= state.to,
    basis: (row) => row.date_basis === state.basis,
    section: (row) => (row.section_codes ?? row.section_code ?? "").split(" ").includes(state.section),
    technology: (row) => (row.technology_name ?? row.technologies ?? "").split("；").includes(state.technology),
    text: (row) => {
      const text = texts.map((name) => `${row[name] ?? ""} ${valueLabel(name, row[name])}`).join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    },
  };
  return chart.rows.filter((row) => used.every((name) => tests[name](row)));
}
