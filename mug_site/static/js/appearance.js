// The choice of light or dark in the footer, kept on this device.
const choices = document.querySelectorAll('.theme input[name="theme"]');
const root = document.documentElement;

for (const choice of choices) {
  choice.checked = choice.value === (root.dataset.theme ?? "system");
  choice.addEventListener("change", () => {
    const system = choice.value === "system";
    if (system) delete root.dataset.theme;
    else root.dataset.theme = choice.value;
    try {
      if (system) localStorage.removeItem("theme");
      else localStorage.setItem("theme", choice.value);
    } catch {
      // Storage is switched off: the choice holds for this page.
    }
  });
}
