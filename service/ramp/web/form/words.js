// The widget speaks English only: its words are replaced where they appear, for readers of French.
const FRENCH = {
  Table: "Tableau", Chart: "Graphique", Map: "Carte", Response: "Réponse", Boolean: "Booléen", Error: "Erreur", "Filter query results": "Filtrer les résultats",
  "Simple view": "Vue simple", Ellipse: "Abréger", "Page size: ": "Lignes par page : ", "Page size:": "Lignes par page :",
  "Table search": "Chercher dans le tableau", Download: "Télécharger", "Download Results": "Télécharger les résultats",
  "Download not supported": "Rien à télécharger ici", pagination: "pages", First: "Première", Previous: "Précédente", Next: "Suivante", Last: "Dernière",
  True: "Vrai", False: "Faux", "Download result": "Télécharger le résultat",
  "Run query": "Lancer la requête", "Query is invalid": "La requête n’est pas valide", "No data available in table": "Aucun résultat",
  "Showing 0 to 0 of 0 entries": "Aucune ligne", "View help": "Aide", All: "Toutes", "No results": "Aucun résultat",
  "Interrupt query": "Interrompre la requête", "Try query in a new window": "Essayer la requête dans une nouvelle fenêtre",
};
const NAMED = ["title", "aria-label", "placeholder"];
const SHOWN = /^Showing ([\d,]+) to ([\d,]+) of ([\d,]+) entries/;
const VIEW = /^Shows (.+) view$/;
const ABOUT = /^View documentation of (.+)$/;
const SORT = /^(.+): Activate to (sort|invert sorting|remove sorting)$/;
const SORTED = { sort: "trier", "invert sorting": "inverser le tri", "remove sorting": "ne plus trier" };
const TOOK = /^Response in ([\d.]+) seconds?$/;
const COUNTED = /^([\d,]+) results? in ([\d.]+) seconds?$/;

function french(text) {
  const bare = text.trim();
  if (Object.hasOwn(FRENCH, text)) return FRENCH[text];
  if (Object.hasOwn(FRENCH, bare)) return text.replace(bare, () => FRENCH[bare]);
  return text
    .replace(VIEW, (_, view) => `Vue ${FRENCH[view] ?? view}`)
    .replace(ABOUT, (_, view) => `Documentation de la vue ${FRENCH[view] ?? view}`)
    .replace(SORT, (_, column, how) => `${column} : activer pour ${SORTED[how]}`)
    .replace(TOOK, (_, seconds) => `Réponse en ${seconds.replace(".", ",")} s`)
    .replace(SHOWN, "Lignes $1 à $2 sur $3")
    .replace(COUNTED, (_, rows, seconds) => `${rows} résultats en ${seconds.replace(".", ",")} s`);
}

function visit(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.parentElement?.closest("td:not(.dt-empty), .CodeMirror")) return;
    const text = french(node.data);
    if (text !== node.data) node.data = text;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const name of NAMED) {
    const text = node.getAttribute(name);
    if (text && french(text) !== text) node.setAttribute(name, french(text));
  }
  for (const child of node.childNodes) visit(child);
}

export function translate(root, language) {
  if (language !== "fr") return;
  visit(root);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else visit(change.target);
    }
  }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMED });
}
