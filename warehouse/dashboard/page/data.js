// The data that publishing filled in: rows of charts, and how values are written for people.

const DATA = JSON.parse(document.getElementById("data").textContent);
// how the last run ended, where a server put it in
const LIVE = JSON.parse(document.getElementById("live").textContent);
const CHARTS = DATA.charts;
const HOUR = 3600_000;

for (const chart of Object.values(CHARTS)) chart.rows = unpack(chart);

function unpack({ columns, values }) {
  const lists = values.map((packed) =>
    Array.isArray(packed) ? packed : packed.places.map((place) => packed.distinct[place]),
  );
  const count = lists.length ? lists[0].length : 0;
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map(([name], place) => [name, lists[place][row]])),
  );
}

/** Say a word of the page; {0}, {1} ... are filled in. */
function say(key, ...parts) {
  const text = WORDS[key][state.language === "zh" ? 0 : 1];
  return text.replace(/\{(\d)\}/g, (_, place) => parts[place]);
}

/** Choose between two texts [Chinese, English]. */
function choose(pair) {
  return pair[state.language === "zh" ? 0 : 1];
}

function columnLabel(name) {
  return DATA.labels[name] ? choose(DATA.labels[name]) : name;
}

function valueLabel(column, value) {
  const found = DATA.labels[`${column}=${value ?? ""}`];
  if (found) return choose(found);
  return value ?? "";
}

const numbers = { zh: new Intl.NumberFormat("zh-CN"), en: new Intl.NumberFormat("en") };

function writeNumber(value) {
  return numbers[state.language].format(value);
}

function writeShare(value) {
  return `${(100 * value).toFixed(value && value < 0.1 ? 1 : 0)}%`;
}

/** Write a value as its column's form wants it. */
function write(form, column, value) {
  if (value === null || value === undefined || value === "") return form === "text" ? valueLabel(column, value) : "";
  if (form === "count" || form === "seconds") return writeNumber(value);
  if (form === "share") return writeShare(value);
  if (form === "month") return value.slice(0, 7);
  if (form === "time") return value.slice(0, 16);
  if (form === "flag") return say(value ? "yes" : "no");
  return String(valueLabel(column, value));
}

function instantOf(time) {
  return new Date(`${time.replace(" ", "T")}+08:00`);
}

/** How long ago a local time in Asia/Shanghai was, by the reader's clock. */
function tellAge(time, now = Date.now()) {
  const hours = (now - instantOf(time)) / HOUR;
  if (hours < 1 / 30) return say("justNow");
  if (hours < 1) return say("minutes", Math.round(60 * hours));
  if (hours < 48) return say("hours", Math.round(hours));
  if (hours < 24 * 90) return say("days", Math.round(hours / 24));
  return say("months", Math.round(hours / 24 / 30.4));
}

function isWebAddress(link) {
  return /^https?:\/\//i.test(link ?? "");
}

function sum(rows, column) {
  return rows.reduce((total, row) => total + (row[column] ?? 0), 0);
}

/** Totals of a column by the values of another: [[value, total] ...], the largest first. */
function totalBy(rows, by, column) {
  const totals = new Map();
  for (const row of rows) totals.set(row[by], (totals.get(row[by]) ?? 0) + (row[column] ?? 0));
  return [...totals].sort((one, other) => other[1] - one[1] || (String(one[0]) < String(other[0]) ? -1 : 1));
}
