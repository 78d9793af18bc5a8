// Names for the parts of the widget that come without one, so that a screen reader can tell what they are.
function named(root, words) {
  for (const list of root.querySelectorAll("select.tableSizer:not([aria-label])")) list.setAttribute("aria-label", words.rows);
  for (const field of root.querySelectorAll(".answers textarea:not([aria-label])")) field.setAttribute("aria-label", words.response);
  for (const link of root.querySelectorAll("a.yasr_external_ref_btn:not([aria-label])")) link.setAttribute("aria-label", words.help);
  for (const head of root.querySelectorAll("th:first-child .dt-column-title:empty")) head.textContent = words.number;
}

export function name(root, words) {
  named(root, words);
  new MutationObserver(() => named(root, words)).observe(root, { subtree: true, childList: true });
}
