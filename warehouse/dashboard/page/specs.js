// A chart's definition and rows to a Vega-Lite specification. Colours are variables of the style sheet, so
// that dark and print need no second drawing.

const SERIES = { line: 6, area: 8 }; // more nobody can tell apart
const BARS = 20;
const CELLS = { wide: [20, 20], narrow: [10, 14] }; // columns and lines of a heat map
const NARROW = 560; // pixels
const ROW = 24;
const BAR_WIDTH = 64;
const BARS_LABELLED = 12;
const OUTLIER = 6; // so many times the second largest bar, and the axis ends before it

// Colours that mean something; other values take the palette's, the most frequent first.
const MEANINGS = {
  status: { succeeded: "good", running: "s1", failed: "bad", crashed: "bad" },
  severity: { reject: "bad", warn: "warn" },
  last_outcome: { ok: "good", unchanged: "good2", moved: "good3", "(none)": "none", gone: "s8", blocked: "bad", throttled: "warn" },
  change: { articles_added: "s1", articles_changed: "s2", articles_removed: "s8" },
};

// Vega measures texts by itself: it must know the font.
const FONT = getComputedStyle(document.body).fontFamily;

const CONFIG = {
  background: null,
  font: FONT,
  view: { stroke: null },
  aria: false,
  axis: {
    labelColor: "var(--muted)",
    titleColor: "var(--muted)",
    gridColor: "var(--line)",
    domainColor: "var(--line2)",
    tickColor: "var(--line2)",
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 400,
    labelFont: FONT,
    titleFont: FONT,
    tickSize: 4,
    labelPadding: 4,
  },
  text: { font: FONT, fontSize: 11 },
};

function colour(name) {
  return `var(--${name})`;
}

/** The specification of a chart's drawing for a width in pixels; some fill the height that is there as well. */
function specOf(name, chart, width, height) {
  const draw = { line: lineSpec, area: areaSpec, heatmap: heatmapSpec, bar: barSpec, network: networkSpec }[chart.kind];
  return { ...draw(name, chart, width, height), config: CONFIG, background: null };
}

/** All months from the first row's to the last one's. */
function monthsOf(rows) {
  const found = rows.map((row) => row.month.slice(0, 7)).sort();
  const months = [];
  for (let month = found[0]; month <= found.at(-1); ) {
    months.push(month);
    const [year, number] = month.split("-").map(Number);
    month = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
  }
  return months;
}

/** The series that a chart of lines or areas draws, the largest first, and what each is called. */
function seriesOf(name, chart) {
  const [by] = chart.encodings.colour;
  const rows = filterRows(chart, ["technology"]);
  const totals = totalBy(rows, by, chart.encodings.y[0]);
  const most = SERIES[chart.kind];
  const chosen = totals.slice(0, most);
  const focus = by === "technology_name" ? state.technology : state.focus[name];
  const wanted = totals.find(([value]) => value === focus);
  if (wanted && !chosen.includes(wanted)) chosen[most - 1] = wanted;
  return {
    by,
    rows,
    others: totals.length - chosen.length,
    focus: wanted ? focus : undefined,
    series: chosen.map(([value, total], place) => ({ value, total, colour: `s${place + 1}`, label: valueLabel(by, value) })),
  };
}

function monthAxis(months, width) {
  const every = Math.max(1, Math.ceil(months.length / Math.max(3, width / 80)));
  return {
    field: "month",
    type: "ordinal",
    title: null,
    scale: { domain: months },
    axis: { labelAngle: 0, values: months.filter((_, place) => (months.length - 1 - place) % every === 0), grid: false },
  };
}

function lineSpec(name, chart, width) {
  const { by, rows, series, focus } = seriesOf(name, chart);
  const measure = state.measures[name] === "share" ? "share" : chart.encodings.y[0];
  const months = monthsOf(rows);
  const present = new Set(rows.map((row) => row.month.slice(0, 7)));
  if (months.length === 1) return pointSpec(chart, series, rows, by, measure, width);
  const found = new Map(rows.map((row) => [`${row[by]}|${row.month.slice(0, 7)}`, row]));
  // a month with articles, none of which names it, is a zero; a month without articles is a gap
  const values = series.flatMap(({ value, label, colour: hue }) =>
    months.map((month) => {
      const row = found.get(`${value}|${month}`);
      const amount = present.has(month) ? (row?.[measure] ?? 0) : null;
      return { month, label, hue: colour(hue), value: amount, faded: focus !== undefined && focus !== value, tip: tipOf(chart, row) };
    }),
  );
  const opacity = { condition: { test: "datum.faded", value: 0.18 }, value: 1 };
  const y = {
    field: "value",
    type: "quantitative",
    title: null,
    axis: measure === "share" ? { format: "~%", tickCount: 5 } : countAxis(Math.max(...values.map(({ value }) => value ?? 0)), 5),
  };
  const dots = months.length <= 18;
  return {
    ...frame(width, 280),
    data: { values },
    encoding: { x: monthAxis(months, width), y, opacity, color: { field: "hue", type: "nominal", scale: null } },
    layer: [
      { mark: { type: "line", strokeWidth: 2.2, interpolate: "monotone", invalid: "break-paths-show-domains" }, encoding: { detail: { field: "label" } } },
      { mark: { type: "point", filled: true, size: dots ? 40 : 12 } },
      { mark: { type: "point", filled: true, size: 260, tooltip: { content: "data" } }, encoding: { opacity: { value: 0 } } },
    ],
  };
}

/** One month makes no line: the series as lying bars. */
function pointSpec(chart, series, rows, by, measure, width) {
  const form = measure === "share" ? "share" : "count";
  const bars = series.map(({ value, label, colour: hue }) => {
    const row = rows.find((each) => each[by] === value);
    return { key: String(value), label: String(label), value: row[measure], hue: colour(hue), tip: tipOf(chart, row), text: write(form, measure, row[measure]) };
  });
  return lyingBars(bars, bars.map(({ key, value, text }) => ({ key, total: value, text })), Object.fromEntries(bars.map(({ key, label }) => [key, label])), width, Math.min(260, width * 0.45), {});
}

function areaSpec(name, chart, width) {
  const { by, rows, series, focus } = seriesOf(name, chart);
  const [measure] = chart.encodings.y;
  const months = monthsOf(rows);
  const places = new Map(series.map(({ value }, place) => [value, place]));
  const amounts = new Map();
  for (const row of rows) {
    const place = places.get(row[by]) ?? series.length;
    const key = `${row.month.slice(0, 7)}|${place}`;
    amounts.set(key, (amounts.get(key) ?? 0) + row[measure]);
  }
  const values = [...amounts].map(([key, value]) => {
    const [month, place] = key.split("|");
    const one = series[place];
    const label = one ? one.label : say("other");
    const tip = [["", label], [columnLabel("month"), month], [columnLabel(measure), writeNumber(value)]];
    return { month, place: Number(place), value, hue: colour(one ? one.colour : "none"), faded: focus !== undefined && one?.value !== focus, tip };
  });
  return {
    ...frame(width, 280),
    data: { values },
    mark: { type: "bar", tooltip: { content: "data" }, width: barWidth(width, months.length) },
    encoding: {
      x: monthAxis(months, width),
      y: { field: "value", type: "quantitative", title: null, axis: countAxis(totalBy(values, "month", "value")[0][1], 5) },
      color: { field: "hue", type: "nominal", scale: null },
      order: { field: "place", type: "quantitative" },
      opacity: { condition: { test: "datum.faded", value: 0.18 }, value: 1 },
    },
  };
}

function heatmapSpec(name, chart, width) {
  const isNarrow = width < NARROW;
  const most = isNarrow ? CELLS.narrow : CELLS.wide;
  const rows = filterRows(chart);
  const [x] = chart.encodings.x;
  const [y] = chart.encodings.y;
  const measure = state.measures[name] === "share" ? "share" : chart.encodings.colour[0];
  const columns = totalBy(rows, x, chart.encodings.colour[0]).slice(0, most[0]).map(([value]) => value);
  const sizes = new Map(rows.map((row) => [row[y], state.technology ? row.article_count : row.industry_article_count]));
  const lines = [...sizes].sort((one, other) => other[1] - one[1]).slice(0, most[1]).map(([value]) => value);
  const values = rows
    .filter((row) => columns.includes(row[x]) && lines.includes(row[y]))
    .map((row) => ({ x: row[x], y: row[y], value: row[measure], tip: tipOf(chart, row) }));
  const labelWidth = isNarrow ? 88 : 190;
  const cell = (width - labelWidth) / Math.max(columns.length, 1);
  const largest = Math.max(...values.map(({ value }) => value), 0);
  const written = cell >= 34;
  return {
    ...frame(width, lines.length * 26),
    data: { values: values.map((one) => ({ ...one, dark: one.value > 0.3 * largest, text: measure === "share" ? writeShare(one.value) : writeNumber(one.value) })) },
    encoding: {
      x: { field: "x", type: "ordinal", title: null, scale: { domain: columns }, axis: { orient: "top", labelAngle: -40, labelLimit: 130, labelAlign: "left", domain: false, ticks: false } },
      y: { field: "y", type: "ordinal", title: null, scale: { domain: lines }, axis: { labelLimit: labelWidth - 8, domain: false, ticks: false } },
    },
    layer: [
      {
        mark: { type: "rect", fill: colour("heat"), cornerRadius: 3, tooltip: { content: "data" }, width: { band: 0.94 }, height: { band: 0.9 } },
        encoding: { fillOpacity: { field: "value", type: "quantitative", legend: null, scale: { type: "sqrt", domain: [0, largest || 1], range: [0.05, 1] } } },
      },
      ...(written
        ? [{ mark: { type: "text", fontSize: 11 }, encoding: { text: { field: "text" }, color: { condition: { test: "datum.dark", value: colour("on-heat") }, value: colour("ink") } } }]
        : []),
    ],
  };
}

function barSpec(name, chart, width, height) {
  const { x, y } = chart.encodings;
  if (chart.columns.find(([column]) => column === x[0])?.[1] === "month") return monthBarSpec(chart, width);
  return x.length === 1 && y.length === 1 ? rowBarSpec(name, chart, width) : runBarSpec(chart, width, height);
}

function monthBarSpec(chart, width) {
  const rows = filterRows(chart);
  const months = monthsOf(rows);
  const values = rows.map((row) => ({ month: row.month.slice(0, 7), value: row[chart.encodings.y[0]], tip: tipOf(chart, row) }));
  return {
    ...frame(width, 120),
    data: { values },
    mark: { type: "bar", fill: colour("s1"), tooltip: { content: "data" }, width: barWidth(width, months.length) },
    encoding: {
      x: monthAxis(months, width),
      y: { field: "value", type: "quantitative", title: null, axis: countAxis(Math.max(...values.map(({ value }) => value)), 3) },
    },
  };
}

/** Bars that lie: a category each, coloured by another column if the definition says so. */
function rowBarSpec(name, chart, width) {
  const [measure] = chart.encodings.x;
  const [by] = chart.encodings.y;
  const hue = chart.encodings.colour?.[0];
  // where nothing is stacked a row is a bar: two stories may bear one title
  const rows = filterRows(chart).map((row, place) => ({ ...row, key: hue ? String(row[by]) : String(place) }));
  const order = totalBy(rows, "key", measure).slice(0, BARS);
  const form = chart.columns.find(([column]) => column === measure)[1];
  const hues = hue ? huesOf(chart, hue, rows) : new Map();
  const names = Object.fromEntries(rows.map((row) => [row.key, String(valueLabel(by, row[by]) || say("untitled"))]));
  const shown = new Set(order.map(([key]) => key));
  const values = rows
    .filter((row) => shown.has(row.key))
    .map((row) => ({ key: row.key, value: row[measure] ?? 0, hue: hues.get(row[hue]) ?? colour("s1"), place: [...hues.keys()].indexOf(row[hue]), tip: tipOf(chart, row) }));
  const ends = order.map(([key, total]) => ({ key, total, text: write(form, measure, total) }));
  const labelWidth = by === "title" ? Math.round(width * 0.55) : Math.min(190, Math.round(width * 0.4));
  return lyingBars(values, ends, names, width, labelWidth, form === "share" ? { domain: [0, 1] } : {});
}

/** Draw bars that lie: `ends` gives their order and what stands behind each, `names` what stands before it. */
function lyingBars(values, ends, names, width, labelWidth, scale) {
  const axis = { labelLimit: labelWidth, labelExpr: `${JSON.stringify(names)}[datum.value]`, ticks: false, domain: false };
  return {
    ...frame(width, ends.length * ROW),
    encoding: { y: { field: "key", type: "nominal", title: null, sort: null, scale: { domain: ends.map(({ key }) => key) }, axis } },
    layer: [
      {
        data: { values },
        mark: { type: "bar", tooltip: { content: "data" }, height: { band: 0.68 }, cornerRadius: 2 },
        encoding: {
          x: { field: "value", type: "quantitative", title: null, stack: "zero", axis: null, scale: { nice: false, padding: 0, ...scale } },
          color: { field: "hue", type: "nominal", scale: null },
          order: { field: "place", type: "quantitative" },
        },
      },
      {
        data: { values: ends },
        mark: { type: "text", align: "left", dx: 5, color: colour("muted") },
        encoding: { x: { field: "total", type: "quantitative" }, text: { field: "text" } },
      },
    ],
  };
}

/** Bars that stand side by side: a run each, in the order of time, with what it added, changed and removed. */
function runBarSpec(chart, width, height) {
  const [x] = chart.encodings.x;
  const measures = chart.encodings.y;
  const runs = [...chart.rows].reverse().slice(width < NARROW ? -12 : -30);
  const keyOf = (row) => `${row[x].slice(5, 16)}|${row.run_id}`;
  const totals = runs.map((row) => measures.reduce((total, measure) => total + (row[measure] ?? 0), 0));
  const [most, second] = [...totals, 0, 0].sort((one, other) => other - one);
  const end = second > 0 && most > OUTLIER * second ? second * 1.6 : Math.max(most, 1);
  const values = runs.flatMap((row) =>
    measures.map((measure, place) => ({ key: keyOf(row), value: row[measure] ?? 0, place, hue: colour(MEANINGS.change[measure]), tip: tipOf(chart, row) })),
  );
  const ends = runs.map((row, place) => {
    const isFailed = row.status === "failed" || row.status === "crashed";
    const isClipped = totals[place] > end;
    const text = isFailed ? `✕ ${say("failedMark")}` : totals[place] && (runs.length <= BARS_LABELLED || isClipped) ? `${writeNumber(totals[place])}${isClipped ? " ↑" : ""}` : "";
    return { key: keyOf(row), value: Math.min(totals[place], end), text, hue: colour(isFailed ? "bad" : "muted") };
  });
  const domain = runs.map(keyOf);
  const every = Math.ceil(domain.length / Math.max(2, width / 90));
  return {
    ...frame(width, Math.min(Math.max(height - 60, 220), 340)),
    encoding: {
      x: { field: "key", type: "ordinal", title: null, scale: { domain }, axis: { labelAngle: 0, labelExpr: "split(datum.value, '|')[0]", values: domain.filter((_, place) => (domain.length - 1 - place) % every === 0) } },
    },
    layer: [
      {
        data: { values },
        mark: { type: "bar", clip: true, tooltip: { content: "data" }, width: barWidth(width, runs.length) },
        encoding: {
          y: { field: "value", type: "quantitative", title: null, stack: "zero", scale: { domain: [0, end], nice: false }, axis: countAxis(end, 4) },
          color: { field: "hue", type: "nominal", scale: null },
          order: { field: "place", type: "quantitative" },
        },
      },
      {
        data: { values: ends },
        mark: { type: "text", dy: -7 },
        encoding: { y: { field: "value", type: "quantitative" }, text: { field: "text" }, color: { field: "hue", type: "nominal", scale: null } },
      },
    ],
  };
}

/** The colour of each value of a column, in the order of drawing: what means something has its own. */
function huesOf(chart, column, rows) {
  const measure = chart.encodings.x[0];
  const meanings = MEANINGS[column] ?? {};
  const found = totalBy(rows, column, measure).map(([value]) => value);
  const known = Object.keys(meanings).filter((value) => found.includes(value));
  const free = column in MEANINGS ? ["s2", "s7", "s4", "s6", "s5"] : ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];
  const others = found.filter((value) => !known.includes(value));
  return new Map([
    ...known.map((value) => [value, colour(meanings[value])]),
    ...others.map((value, place) => [value, colour(free[place % free.length])]),
  ]);
}

/** An axis of whole numbers up to `most`: there is no tick between them. */
function countAxis(most, ticks) {
  return { format: ",d", tickCount: ticks, values: most <= ticks ? [...Array(Math.ceil(most) + 1).keys()] : undefined };
}

/** How wide bars are, in pixels: one month alone is no wall. */
function barWidth(width, count) {
  return Math.min(BAR_WIDTH, (0.82 * (width - 60)) / count);
}

function frame(width, height) {
  return { width, height, padding: { left: 2, right: 14, top: 16, bottom: 2 }, autosize: { type: "fit-x", contains: "padding" } };
}

/** What the tip beside the pointer says of a row: [label, text] pairs. */
function tipOf(chart, row) {
  if (!row) return [];
  return chart.columns
    .map(([name, form]) => [columnLabel(name), write(form, name, row[name])])
    .filter(([, text], place) => text !== "" && !/_(id|basis)$/.test(chart.columns[place][0]))
    .slice(0, 10)
    .map(([label, text]) => [label, text.length > 120 ? `${text.slice(0, 120)}…` : text]);
}
