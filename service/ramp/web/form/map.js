// A map of the States that an answer names, as a view of the result beside the table: the outlines come from this service.
const SVG = "http://www.w3.org/2000/svg";

export class StatesMap {
  priority = 3;
  label = "Map";

  constructor(yasr) {
    this.yasr = yasr;
    const { base, lang } = document.querySelector("#query-editor").dataset;
    this.states = `${base}id/state/`;
    this.base = base;
    this.lang = lang;
  }

  // The States of the first column that names nothing else, by the address of their page; an empty set where there is none.
  named() {
    const results = this.yasr.results;
    const rows = results?.getBindings?.() ?? [];
    for (const column of rows.length ? results.getVariables() : []) {
      const values = rows.filter((row) => row[column]).map((row) => row[column].value);
      if (values.length && values.every((value) => value.startsWith(this.states))) {
        return new Set(values.map((value) => `/${this.lang}/${value.slice(this.base.length)}`));
      }
    }
    return new Set();
  }

  canHandleResults() {
    return this.named().size > 0;
  }

  async draw() {
    const place = document.createElement("div");
    place.className = "scroll atlas";
    place.tabIndex = 0;
    this.yasr.resultsEl.replaceChildren(place);
    const response = await fetch(`/${this.lang}/map/states.svg`);
    const drawn = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("svg");
    if (!response.ok || !drawn) throw new Error(`/${this.lang}/map/states.svg: ${response.status}`);
    const named = this.named();
    for (const link of drawn.querySelectorAll("a")) {
      if (!named.has(link.getAttribute("href"))) continue;
      for (const shape of link.querySelectorAll(".plain")) shape.setAttribute("class", "sure");
      drawn.append(link); // above its neighbours
    }
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", drawn.querySelector("title").textContent);
    place.replaceChildren(drawn);
  }

  getIcon() {
    const icon = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" })) icon.setAttribute(name, value);
    const globe = document.createElementNS(SVG, "path");
    globe.setAttribute("d", "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1ZM1 8h14M8 1c-5 4-5 10 0 14M8 1c5 4 5 10 0 14");
    globe.setAttribute("fill", "none");
    globe.setAttribute("stroke", "currentColor");
    icon.append(globe);
    return icon;
  }
}
