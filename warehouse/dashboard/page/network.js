// The network of tags: where each stands is computed here, so that the same data always looks the same.

const TURNS = 240;
const LARGEST = 20; // radius in pixels
const NODES_NARROW = 16;

function networkOf(chart, width) {
  const { source: [source], target: [target], weight: [weight], source_size: [sourceSize], target_size: [targetSize] } = chart.encodings;
  const sizes = new Map();
  const rows = filterRows(chart);
  for (const row of rows) {
    sizes.set(row[source], row[sourceSize]);
    sizes.set(row[target], row[targetSize]);
  }
  const kept = [...sizes].sort((one, other) => other[1] - one[1]).slice(0, width < NARROW ? NODES_NARROW : sizes.size);
  const nodes = new Map(kept.map(([name, size], place) => [name, { name, size, x: Math.cos(2.4 * place) * Math.sqrt(place + 1), y: Math.sin(2.4 * place) * Math.sqrt(place + 1) }]));
  const links = rows
    .filter((row) => nodes.has(row[source]) && nodes.has(row[target]))
    .map((row) => ({ one: nodes.get(row[source]), other: nodes.get(row[target]), weight: row[weight], row }));
  return { nodes: [...nodes.values()], links };
}

/** Move the nodes (Fruchterman and Reingold, 1991): all push one another away, ties and the middle pull. */
function placeNodes(nodes, links, width, height) {
  const distance = 1.3 * Math.sqrt(1 / Math.max(nodes.length, 1));
  const scale = 1 / Math.sqrt(Math.max(nodes.length, 1)) / 2;
  for (const node of nodes) Object.assign(node, { x: node.x * scale, y: node.y * scale });
  for (let turn = 0; turn < TURNS; turn++) {
    const step = 0.12 * (1 - turn / TURNS) + 0.002;
    for (const node of nodes) Object.assign(node, { dx: -node.x * 1.6, dy: -node.y * 1.6 });
    for (const [place, one] of nodes.entries()) {
      for (const other of nodes.slice(place + 1)) {
        const [x, y] = [one.x - other.x || 1e-4, one.y - other.y || 1e-4];
        const force = (distance * distance) / Math.max(x * x + y * y, 1e-4);
        Object.assign(one, { dx: one.dx + x * force, dy: one.dy + y * force });
        Object.assign(other, { dx: other.dx - x * force, dy: other.dy - y * force });
      }
    }
    for (const { one, other } of links) {
      const [x, y] = [one.x - other.x, one.y - other.y];
      const force = Math.hypot(x, y) / distance / 3;
      Object.assign(one, { dx: one.dx - x * force, dy: one.dy - y * force });
      Object.assign(other, { dx: other.dx + x * force, dy: other.dy + y * force });
    }
    for (const node of nodes) {
      const length = Math.hypot(node.dx, node.dy) || 1;
      node.x += (node.dx / length) * Math.min(length, step);
      node.y += (node.dy / length) * Math.min(length, step);
    }
  }
  const margin = LARGEST + 14;
  for (const axis of ["x", "y"]) {
    const room = (axis === "x" ? width : height) - 2 * margin;
    const least = Math.min(...nodes.map((node) => node[axis]));
    const span = Math.max(...nodes.map((node) => node[axis])) - least || 1;
    for (const node of nodes) node[axis] = margin + ((node[axis] - least) / span) * room;
  }
}

/** Name the largest nodes, and each other one where its name covers nothing. */
function nameNodes(nodes, width) {
  const taken = nodes.map(({ x, y, radius }) => ({ x, y, half: radius - 4, high: radius - 4 }));
  for (const node of [...nodes].sort((one, other) => other.size - one.size)) {
    const half = ([...node.name].reduce((total, letter) => total + (letter > "ÿ" ? 12 : 7), 0) + 6) / 2;
    const middle = Math.min(Math.max(node.x, half), width - half);
    const beside = node.radius + half;
    const boxes = [
      { x: middle, y: node.y + node.radius + 9 },
      { x: middle, y: node.y - node.radius - 9 },
      { x: node.x + beside, y: node.y },
      { x: node.x - beside, y: node.y },
    ]
      .filter(({ x }) => x >= half && x <= width - half)
      .map((place) => ({ ...place, half, high: 7 }));
    const free = boxes.find((box) => taken.every((other) => Math.abs(box.x - other.x) >= box.half + other.half || Math.abs(box.y - other.y) > box.high + other.high));
    if (free) {
      taken.push(free);
      Object.assign(node, { label: node.name, labelX: free.x, labelY: free.y });
    }
  }
}

function networkSpec(name, chart, width) {
  const { nodes, links } = networkOf(chart, width);
  const height = width < NARROW ? 420 : 520;
  const most = Math.max(...nodes.map((node) => node.size), 1);
  for (const node of nodes) node.radius = 4 + (LARGEST - 4) * Math.sqrt(node.size / most);
  placeNodes(nodes, links, width, height);
  nameNodes(nodes, width);
  const heaviest = Math.max(...links.map((link) => link.weight), 1e-9);
  const at = (field, end) => ({ field, type: "quantitative", axis: null, scale: { domain: [0, end], nice: false, zero: false } });
  const down = (field) => ({ ...at(field, height), scale: { domain: [height, 0], nice: false, zero: false } });
  return {
    width,
    height,
    padding: 0,
    autosize: { type: "none" },
    layer: [
      {
        data: { values: links.map(({ one, other, weight, row }) => ({ x: one.x, y: one.y, x2: other.x, y2: other.y, wide: 0.8 + (3.5 * weight) / heaviest, tip: tipOf(chart, row) })) },
        mark: { type: "rule", stroke: colour("tie"), strokeCap: "round", tooltip: { content: "data" } },
        encoding: { x: at("x", width), y: down("y"), x2: { field: "x2" }, y2: { field: "y2" }, strokeWidth: { field: "wide", type: "quantitative", scale: null } },
      },
      {
        data: { values: nodes.map((node) => ({ x: node.x, y: node.y, area: (2 * node.radius) ** 2, tip: [["", node.name], [columnLabel("article_count"), writeNumber(node.size)]] })) },
        mark: { type: "point", filled: true, fill: colour("s1"), stroke: colour("card"), strokeWidth: 1.5, opacity: 1, tooltip: { content: "data" } },
        encoding: { x: at("x", width), y: down("y"), size: { field: "area", type: "quantitative", scale: null } },
      },
      {
        data: { values: nodes.filter((node) => node.label).map(({ label, labelX, labelY }) => ({ label, x: labelX, y: labelY })) },
        mark: { type: "text", fontSize: 12, fill: colour("ink"), stroke: null },
        encoding: { x: at("x", width), y: down("y"), text: { field: "label" } },
      },
    ],
  };
}
