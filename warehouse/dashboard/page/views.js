// The parts of a chart's card: heading, legend, drawing or list, notes, table and SQL.

const FIRST_ITEMS = 8;
const FIRST_ROWS = 100;
const MEASURED = ["technology_trend", "industry_trend", "industry_technology_matrix"]; // with shares to choose

/** Make an element: its attributes, then what is in it. Texts stay texts, whatever they look like. */
function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...content.filter((part) => part !== null && part !== undefined));
  return element;
}

function makeLink(address, text) {
  if (!isWebAddress(address)) return document.createTextNode(text);
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, text);
}

/** Fill a chart's card anew, but for its drawing. */
function fillCard(card, name, chart) {
  const view = state.views[name];
  const title = choose(chart.title);
  const buttons = ["table", "sql"].map((each) =>
    make(
      "button",
      {
        type: "button",
        "data-view": each,
        "aria-expanded": String(view === each),
        "aria-controls": `panel-${name}`,
        "aria-label": say("viewOf", title, say(each)),
        onclick: () => toggleView(name, each),
      },
      say(each),
    ),
  );
  const measures = MEASURED.includes(name)
    ? make(
        "span",
        { class: "pair", role: "group", "aria-label": say("measure") },
        ...["count", "share"].map((each) =>
          make(
            "button",
            {
              type: "button",
              "data-measure": each,
              "aria-pressed": String((state.measures[name] ?? "count") === each),
              onclick: () => {
                state.measures[name] = each;
                refresh(name, `[data-measure=${each}]`);
              },
            },
            say(`${each}s`),
          ),
        ),
      )
    : null;
  card.setAttribute("aria-labelledby", `title-${name}`);
  card.replaceChildren(
    make(
      "header",
      {},
      make("div", {}, make("h3", { id: `title-${name}` }, title), make("p", { class: "tells" }, choose(chart.tells))),
      make("div", { class: "tools" }, measures, ...buttons),
    ),
    make("div", { class: "legend" }),
    make("div", { class: "plot" }),
    make("p", { class: "note" }, noteOf(name, chart)),
    make("div", { class: "panel", id: `panel-${name}`, hidden: !view }),
  );
  if (view) card.querySelector(".panel").append(view === "table" ? makeTable(name, chart) : makeSql(chart));
}

function toggleView(name, view) {
  state.views[name] = state.views[name] === view ? "" : view;
  refresh(name, `[data-view=${view}]`);
}

function noteOf(name, chart) {
  const rows = filterRows(chart);
  if (!rows.length || name === "freshness") return "";
  const isDrawn = chart.kind === "bar" && chart.encodings.y.length === 1 && !chart.columns.some(([column]) => column === "month");
  const bars = isDrawn ? new Set(rows.map((row) => row[chart.encodings.y[0]])).size : 0;
  const all = filterRows(chart, FILTERS.filter((each) => each !== "basis")).length;
  const follows = filtersOf(chart);
  const months = chart.columns.some(([column]) => column === "month") ? rows.map((row) => row.month.slice(0, 7)) : [];
  const notes = [
    rows.length < all ? say("filtered", writeNumber(rows.length), writeNumber(all)) : say("rows", writeNumber(rows.length)),
    FILTERS.some(isFiltering) && !follows.some(isFiltering) && say("notFiltered"),
    months.includes((DATA.generation.created_at ?? "").slice(0, 7)) && say("partial"),
    choose(chart.limit) && say("capped", choose(chart.limit)),
    bars > BARS && say("shown", BARS),
    drawsLargest(name, chart, rows) && say("largest"),
  ];
  return notes.filter(Boolean).join(" · ");
}

/** Whether a drawing leaves out what is small. */
function drawsLargest(name, chart, rows) {
  if (chart.kind === "line") return seriesOf(name, chart).others > 0;
  const isNarrow = innerWidth < NARROW;
  if (chart.kind === "network") return isNarrow;
  return chart.kind === "heatmap" && new Set(rows.map((row) => row[chart.encodings.y[0]])).size > (isNarrow ? CELLS.narrow : CELLS.wide)[1];
}

function makeEmpty(name, chart) {
  const key = chart.rows.length ? "emptyFiltered" : `empty_${name}` in WORDS ? `empty_${name}` : "empty";
  return make("p", { class: "empty" }, chart.fault ? say("noticeFault", chart.fault) : say(key));
}

function makeTable(name, chart) {
  const rows = filterRows(chart);
  const numeric = (form) => ["count", "share", "seconds"].includes(form);
  const body = make("tbody");
  const fill = (from, to) => {
    for (const row of rows.slice(from, to)) {
      body.append(
        make(
          "tr",
          {},
          ...chart.columns.map(([column, form]) =>
            make("td", { class: numeric(form) ? "number" : form === "time" || form === "date" ? "time" : null }, form === "link" ? makeLink(row[column], row[column] ?? "") : write(form, column, row[column])),
          ),
        ),
      );
    }
  };
  fill(0, FIRST_ROWS);
  const left = rows.length - FIRST_ROWS;
  const more =
    left > 0 &&
    make("button", { type: "button", onclick: (event) => (fill(FIRST_ROWS), event.target.remove()) }, say("more", writeNumber(left)));
  return make(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": say("viewOf", choose(chart.title), say("table")) },
    make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ...chart.columns.map(([column, form]) => make("th", { scope: "col", class: numeric(form) ? "number" : null, title: column }, columnLabel(column))))),
      body,
    ),
    more || null,
  );
}

function makeSql(chart) {
  const code = make("code", {}, chart.sql);
  const copy = make("button", { type: "button", class: "copy", onclick: () => copyText(chart.sql, code, copy) }, say("copy"));
  return make("div", { class: "sql" }, make("p", {}, say("runIt"), copy), make("pre", { tabindex: "0" }, code));
}

async function copyText(text, code, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(code); // no clipboard for this page: the old way, or the reader's own keys
    document.execCommand("copy");
  }
  button.textContent = say("copied");
  setTimeout(() => (button.textContent = say("copy")), 2000);
}

/** What the colours of a chart mean; where series can stand out, a button each. */
function fillLegend(card, name, chart) {
  const legend = card.querySelector(".legend");
  const swatch = (hue) => make("i", { class: `swatch ${hue.replace(/^var\(--|\)$/g, "")}`, "aria-hidden": "true" });
  const entry = (label, hue) => make("span", {}, swatch(hue), label);
  const rows = filterRows(chart);
  if (!rows.length) return legend.replaceChildren();
  if (chart.kind === "line" || chart.kind === "area") {
    const { series, focus, others, by } = seriesOf(name, chart);
    const choose_ = (value) => {
      const next = focus === value ? "" : value;
      if (by === "technology_name") setFilters({ technology: next });
      else {
        state.focus[name] = next === "" ? undefined : next;
        refresh(name, `[data-series="${CSS.escape(String(value))}"]`);
      }
    };
    legend.replaceChildren(
      ...series.map(({ value, label, total, colour: hue }) =>
        make(
          "button",
          { type: "button", "data-series": String(value), "aria-pressed": String(focus === value), class: focus !== undefined && focus !== value ? "faded" : null, onclick: () => choose_(value) },
          swatch(hue),
          `${label} `,
          make("b", {}, writeNumber(total)),
        ),
      ),
      ...(chart.kind === "area" && others > 0 ? [entry(say("other"), "none")] : []),
    );
  } else if (chart.kind === "bar" && chart.encodings.colour) {
    const [by] = chart.encodings.colour;
    legend.replaceChildren(...[...huesOf(chart, by, rows)].map(([value, hue]) => entry(String(valueLabel(by, value)), hue)));
  } else if (chart.kind === "bar" && chart.encodings.y.length > 1) {
    legend.replaceChildren(...chart.encodings.y.map((measure) => entry(columnLabel(measure), MEANINGS.change[measure])));
  }
}

/** Lists: what people read rather than see. */
function fillList(card, name, chart) {
  const rows = filterRows(chart);
  const count = state.shown[name] ?? FIRST_ITEMS;
  const isTimeline = chart.kind === "timeline";
  const list = make("ol", { class: isTimeline ? "timeline" : "list" });
  let month = "";
  for (const row of rows.slice(0, count)) {
    const day = row.date ?? row.published_at?.slice(0, 10) ?? "";
    if (isTimeline && day.slice(0, 7) !== month) {
      month = day.slice(0, 7);
      list.append(make("li", { class: "month" }, month, row.date_basis === "loaded" ? make("span", { class: "tag" }, valueLabel("date_basis", "loaded")) : null));
    }
    const about = [row.outlet, row.industries, row.technologies].filter(Boolean).map((text) => make("span", {}, text));
    list.append(
      make(
        "li",
        {},
        make("p", { class: "head" }, make("time", day ? { datetime: day } : {}, isTimeline ? day.slice(5) : day), row.is_of_newest_loading ? make("span", { class: "tag" }, say("isNew")) : null, makeLink(row.link, row.title || say("untitled"))),
        row.event_summary ? make("p", { class: "summary" }, row.event_summary) : null,
        make("p", { class: "about" }, ...about),
      ),
    );
  }
  const left = rows.length - count;
  const more = () => {
    state.shown[name] = count + 4 * FIRST_ITEMS;
    refresh(name, ".more");
  };
  card.querySelector(".plot").replaceChildren(list, ...(left > 0 ? [make("button", { type: "button", class: "more", onclick: more }, say("more", writeNumber(left)))] : []));
}

/** Freshness: a box for each way that content comes in, with ages by the reader's clock. */
function fillFreshness(card, chart) {
  const boxes = chart.rows.map((row) =>
    make(
      "div",
      { class: "source" },
      make("h4", {}, valueLabel("source", row.source)),
      make(
        "dl",
        {},
        ...chart.columns
          .filter(([column]) => column !== "source")
          .flatMap(([column, form]) => {
            const text = write(form, column, row[column]);
            const age = form === "time" && row[column] ? make("span", { class: "age" }, tellAge(row[column])) : null;
            return [make("dt", {}, columnLabel(column)), make("dd", {}, text || say("never"), age ? " " : null, age)];
          }),
      ),
    ),
  );
  card.querySelector(".plot").replaceChildren(make("div", { class: "boxes" }, ...boxes));
}

/** One sentence for who cannot see the drawing. */
function describe(name, chart) {
  const title = choose(chart.title);
  const rows = filterRows(chart);
  if (chart.kind === "line" || chart.kind === "area") {
    const { series } = seriesOf(name, chart);
    const months = monthsOf(rows);
    return say("summaryLine", title, months[0], months.at(-1), series.slice(0, 3).map(({ label, total }) => `${label} ${writeNumber(total)}`).join("、"));
  }
  const by = chart.encodings.y?.length === 1 && chart.kind !== "network" ? chart.encodings.y[0] : chart.columns[0][0];
  const [first] = rows;
  const most = first ? chart.columns.slice(0, 4).map(([column, form]) => write(form, column, first[column])).filter(Boolean).join(" ") : "";
  return say("summaryBar", title, writeNumber(new Set(rows.map((row) => row[by])).size), most);
}
