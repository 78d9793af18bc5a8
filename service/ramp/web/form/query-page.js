// The query page in the browser: an editor that completes from this graph, and answers as table, chart, map or raw text.
// The plain form of the page stays the fallback, and the way to a permalink.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";
import { Chart } from "./chart.js";
import { StatesMap } from "./map.js";
import { name } from "./names.js";
import { translate } from "./words.js";

const { Yasqe, Yasr } = Yasgui;
const root = document.querySelector("#query-editor");
const plain = document.querySelector("#query-form");
const text = plain.querySelector("textarea");

async function select(query) {
  const response = await fetch("/sparql", {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json" },
    body: query,
  });
  return response.ok ? (await response.json()).results.bindings : [];
}

// The terms that the graph uses, from its own VoID description; the most used first.
const terms = (kind) => async () => {
  const rows = await select(`PREFIX void: <http://rdfs.org/ns/void#>
    SELECT ?term (SUM(?n) AS ?used) WHERE { ?part void:${kind} ?term OPTIONAL { ?part void:triples ?n } }
    GROUP BY ?term ORDER BY DESC(?used)`);
  return rows.map((row) => row.term.value);
};
const prefixes = async () => {
  const rows = await select(`PREFIX sh: <http://www.w3.org/ns/shacl#>
    SELECT DISTINCT ?prefix ?iri WHERE { ?d sh:prefix ?prefix ; sh:namespace ?iri } ORDER BY ?prefix`);
  return rows.map((row) => `${row.prefix.value}: <${row.iri.value}>`);
};
const completion = { bulk: true, persistenceId: null };
Yasqe.forkAutocompleter("class", { ...completion, name: "graph-classes", get: terms("class") }, false);
Yasqe.forkAutocompleter("property", { ...completion, name: "graph-properties", get: terms("property") }, false);
Yasqe.forkAutocompleter("prefixes", { ...completion, name: "graph-prefixes", get: prefixes }, false);

Yasr.registerPlugin("chart", Chart);
Yasr.registerPlugin("map", StatesMap);

const editor = new Yasqe(root.querySelector(".editor"), {
  value: text.value,
  persistenceId: null,
  autocompleters: ["variables", "graph-prefixes", "graph-classes", "graph-properties"],
  prefixCcApi: null,
  createShareableLink: null,
  createShortLink: undefined,
  consumeShareLink: null,
  resizeable: true,
  showQueryButton: true,
  requestConfig: { endpoint: `${location.origin}/sparql`, method: "POST", headers: {} },
});
const answers = new Yasr(root.querySelector(".answers"), {
  persistenceId: null,
  prefixes: () => editor.getPrefixesFromQuery(),
  pluginOrder: ["table", "chart", "map", "response"],
});

const permalink = root.querySelector("a.permalink");
const link = () => {
  text.value = editor.getValue();
  permalink.href = `${location.pathname}?query=${encodeURIComponent(editor.getValue())}`;
};
editor.on("change", link);
editor.on("queryResponse", (_, response, duration) => answers.setResponse(response, duration));

for (const example of root.querySelectorAll("option[data-query]")) example.value = example.dataset.query;
root.querySelector("select").addEventListener("change", (event) => {
  if (event.target.value) editor.setValue(event.target.value);
});

for (const field of root.querySelectorAll(".editor textarea")) field.setAttribute("aria-label", plain.querySelector("label").textContent);
plain.hidden = true;
root.hidden = false;
translate(root, document.documentElement.lang);
name(root, root.dataset);
editor.refresh();
link();
