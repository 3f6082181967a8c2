// Says how many characters are left; spoken only when few are.
const words = new Intl.NumberFormat(document.documentElement.lang);

for (const line of document.querySelectorAll("[data-counts]")) {
  const field = document.getElementById(line.dataset.counts);
  if (!field) continue;
  const limit = Number(line.dataset.limit);
  const before = line.textContent;
  const count = () => {
    // Browsers send a line break as two characters; Django counts it as one.
    const length = [...field.value].length;
    line.textContent = length ? `${before} ${words.format(length)} / ${words.format(limit)}` : before;
    line.toggleAttribute("data-over", length > limit);
    if (length > limit * 0.9) line.setAttribute("role", "status");
    else line.removeAttribute("role");
  };
  field.addEventListener("input", count);
  count();
}
