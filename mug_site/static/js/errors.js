// After a refused form the focus stands on the summary, and its links put it into the field.
const summary = document.querySelector("[data-error-summary]");

if (summary) {
  summary.focus();
  document.title = `${summary.querySelector("h2").textContent} · ${document.title}`;
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const top = field.closest(".field") ?? field;
    top.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}
