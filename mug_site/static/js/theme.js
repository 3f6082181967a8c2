// Runs before the first paint: the chosen scheme holds at once, and the page knows that scripts run.
{
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage is switched off: the device decides.
  }
}
