// A password can be looked at before it is sent; sending hides it again.
for (const field of document.querySelectorAll("input[data-show][data-hide]")) {
  const button = document.createElement("button");
  const turn = (visible) => {
    field.type = visible ? "text" : "password";
    button.textContent = visible ? field.dataset.hide : field.dataset.show;
  };
  button.type = "button";
  button.className = "button button--quiet";
  button.addEventListener("click", () => turn(field.type === "password"));
  field.form?.addEventListener("submit", () => turn(false));
  const row = document.createElement("div");
  row.className = "reveal";
  field.replaceWith(row);
  row.append(field, button);
  turn(false);
}
