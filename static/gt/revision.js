/* Reviewing with the mouse: a double click on a cell observes it, one button chooses the rows that are left. The links
   and boxes of the page do the same without this. */
(function () {
  "use strict";

  document.addEventListener("dblclick", (e) => {
    const celda = e.target.closest("tr.fila > td");
    const enlace = celda?.parentElement.querySelector("[data-observar]");
    if (!enlace || e.target.closest("a, button, summary, label, input")) return;
    const ir = new URL(enlace.href);
    ir.searchParams.set("columna", celda.dataset.columna);
    location.assign(ir);
  });

  const marcar = document.querySelector("[data-marcar]");
  if (marcar) {
    const faltan = [...document.querySelectorAll("input[form=aceptar]:not([data-aceptada])")];
    marcar.hidden = !faltan.length;
    marcar.addEventListener("click", () => faltan.forEach((casilla) => (casilla.checked = true)));
  }

  // After the load: going to the address's #fila takes the focus away.
  window.addEventListener("load", () => {
    const caja = document.getElementById("observar");
    if (caja) caja.querySelector("#texto-fila").focus({ preventScroll: true });
  });
})();
