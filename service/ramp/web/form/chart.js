// A bar chart of an answer with a column of names and a column of numbers, as a view of the result beside the table.
const NUMBER = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(integer|decimal|double|float|int|long)$/;
const MOST = 60;
const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}

export class Chart {
  priority = 4;
  label = "Chart";

  constructor(yasr) {
    this.yasr = yasr;
  }

  // Names and numbers of the answer, null where it has no such columns.
  series() {
    const results = this.yasr.results;
    const rows = results?.getBindings?.() ?? [];
    if (rows.length < 2 || rows.length > MOST) return null;
    const columns = results.getVariables();
    const numeric = (name) => rows.every((row) => row[name] && NUMBER.test(row[name].datatype ?? ""));
    const value = [...columns].reverse().find(numeric);
    const name = columns.find((column) => column !== value && rows.every((row) => row[column]?.type === "literal"))
      ?? columns.find((column) => column !== value && rows.every((row) => row[column]));
    if (!value || !name) return null;
    return { value, bars: rows.map((row) => [row[name].value.replace(/^.*[/#](?=[^/#])/, ""), Number(row[value].value)]) };
  }

  canHandleResults() {
    return this.series() !== null;
  }

  draw() {
    const { value, bars } = this.series();
    const top = Math.max(...bars.map(([, number]) => number), 1);
    const chart = element("svg", { class: "bars", viewBox: `0 0 720 ${bars.length * 26 + 10}`, role: "img", "aria-label": value });
    bars.forEach(([name, number], place) => {
      const y = place * 26 + 5;
      chart.append(
        element("text", { x: 270, y: y + 15, "text-anchor": "end" }, name.length > 42 ? `${name.slice(0, 41)}…` : name),
        element("rect", { x: 280, y, width: Math.max(1, (Math.max(number, 0) / top) * 370), height: 20 }),
        element("text", { x: 288 + (Math.max(number, 0) / top) * 370, y: y + 15 }, String(number)),
      );
    });
    this.yasr.resultsEl.replaceChildren(chart);
  }

  getIcon() {
    const icon = element("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" });
    for (const [x, height] of [[1, 6], [6, 13], [11, 9]]) icon.append(element("rect", { x, y: 15 - height, width: 4, height, fill: "currentColor" }));
    return icon;
  }
}
