// A file dropped on a form that has a field for one is put into that field; without this script the field is plain.
for (const field of document.querySelectorAll("input[type=file][data-drop]")) {
  const form = field.form;
  const hint = document.getElementById(field.dataset.drop);
  let inside = 0;
  const over = (event) => event.dataTransfer?.types.includes("Files");
  const left = () => {
    inside = 0;
    form.classList.remove("dropping");
  };
  form.addEventListener("dragenter", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    inside += 1;
    form.classList.add("dropping");
  });
  form.addEventListener("dragover", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  form.addEventListener("dragleave", () => {
    inside -= 1;
    if (inside <= 0) left();
  });
  form.addEventListener("drop", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    left();
    const first = new DataTransfer();
    if (event.dataTransfer.files.length) first.items.add(event.dataTransfer.files[0]);
    field.files = first.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
  form.classList.add("drops");
  if (hint) hint.hidden = false;
}
// A file that misses the form would replace the page, and what was filled in with it.
for (const kind of ["dragover", "drop"]) {
  window.addEventListener(kind, (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
}
