// The form in the browser: one <shacl-form> for the practice, one for each claim and one for each page of evidence.
// It links them, and sends them as Turtle to /submissions. Without it, the form made by the server does the same.
import "@ulb-darmstadt/shacl-form/dist/form-default.js";

const RAMP = "https://w3id.org/ramp/ontology#";
const SHAPES = "https://w3id.org/ramp/shapes#";
const root = document.querySelector("#record-form");
const texts = root.dataset;
const shapes = await (await fetch(`/submissions/form-shapes.ttl?lang=${document.documentElement.lang}`)).text();
const fit = new CSSStyleSheet();
fit.replaceSync(".property-instance { min-width: 0 } .editor { min-width: 0; max-width: 100%; font: inherit; padding: .35rem .5rem; color: inherit }");
const parts = { practice: [], claims: [], evidence: [] };

function add(part) {
  const box = document.createElement("div");
  const form = document.createElement("shacl-form");
  const subject = `urn:uuid:${crypto.randomUUID()}`;
  form.setAttribute("data-shapes", shapes);
  form.setAttribute("data-shape-subject", `${SHAPES}Form-${part}`);
  form.setAttribute("data-values-subject", subject);
  form.setAttribute("data-language", document.documentElement.lang);
  form.setAttribute("data-ignore-owl-imports", "yes");
  box.append(form);
  if (form.shadowRoot) form.shadowRoot.adoptedStyleSheets.push(fit);
  if (part !== "practice") {
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "plain";
    remove.textContent = texts.remove;
    remove.addEventListener("click", () => {
      parts[part] = parts[part].filter((entry) => entry.subject !== subject);
      box.remove();
    });
    box.append(remove);
  }
  parts[part].push({ subject, form });
  root.querySelector(`[data-part="${part}"] .boxes`).append(box);
}

function link(subject, property, object) {
  return `<${subject}> <${RAMP}${property}> ${object} .\n`;
}

function turtle() {
  const practice = parts.practice[0].subject;
  const type = (subject, name) => `<${subject}> a <${RAMP}${name}> .\n`;
  let text = type(practice, "Practice");
  for (const claim of parts.claims) text += type(claim.subject, "ResponseClaim") + link(claim.subject, "claimSubject", `<${practice}>`);
  for (const line of parts.evidence) {
    text += type(line.subject, "EvidenceLine");
    text += link(line.subject, "direction", "<https://w3id.org/ramp/scheme/evidence-direction/supports>");
    for (const claim of parts.claims) text += link(line.subject, "evidenceFor", `<${claim.subject}>`);
  }
  for (const entry of Object.values(parts).flat()) {
    // The library also writes which shape it was filled in by, which is nothing that a record says.
    const lines = entry.form.serialize("application/n-triples").split("\n");
    text += lines.filter((line) => !line.includes(`<${SHAPES}`)).join("\n") + "\n";
  }
  return text;
}

for (const part of Object.keys(parts)) add(part);
for (const button of root.querySelectorAll("button[data-add]")) button.addEventListener("click", () => add(button.dataset.add));
root.querySelector("button[data-send]").addEventListener("click", () => {
  const form = document.querySelector("#turtle-form");
  form.elements.text.value = turtle();
  form.elements.contact.value = root.querySelector("#contact").value;
  form.requestSubmit();
});
root.hidden = false;
root.dataset.ready = "yes";
