"use strict";
(() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const svg = document.querySelector("main svg");
  const scene = document.getElementById("scene");
  const panel = document.getElementById("panel");
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const boxes = [...svg.querySelectorAll(".box")];
  const links = [...svg.querySelectorAll(".link")];
  const whole = svg.viewBox.baseVal;
  const full = { x: 0, y: 0, width: whole.width, height: whole.height };
  let view = { ...full };
  let chosen = -1;
  let matches = [];
  let match = -1;

  const show = () => svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  const scale = () => Math.max(view.width / svg.clientWidth, view.height / svg.clientHeight);
  const at = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());

  const zoom = (factor, point) => {
    const width = Math.min(full.width * 4, Math.max(200, view.width * factor));
    const real = width / view.width;
    view = { x: point.x - (point.x - view.x) * real, y: point.y - (point.y - view.y) * real, width, height: view.height * real };
    show();
  };
  const middle = () => ({ x: view.x + view.width / 2, y: view.y + view.height / 2 });
  const all = () => { view = { ...full }; show(); };

  const goTo = (index) => {
    const box = boxes[index].getBBox();
    const place = boxes[index].transform.baseVal.consolidate().matrix;
    const width = Math.min(full.width, Math.max(box.width * 4, svg.clientWidth));
    const height = width * svg.clientHeight / Math.max(1, svg.clientWidth);
    const covered = panel.hidden ? 0 : Math.min(0.5, panel.offsetWidth / Math.max(1, svg.clientWidth));
    view = { x: place.e + box.width / 2 - width * (1 - covered) / 2, y: place.f + box.height / 2 - height / 2, width, height };
    show();
  };

  const near = (index) => {
    const on = index >= 0;
    svg.classList.toggle("asked", on);
    const reached = new Set([index]);
    links.forEach((link) => {
      const ends = [Number(link.dataset.from), Number(link.dataset.to)];
      const touches = on && ends.includes(index);
      link.classList.toggle("near", touches);
      if (touches) ends.forEach((end) => reached.add(end));
    });
    boxes.forEach((box, i) => box.classList.toggle("near", on && reached.has(i)));
  };

  const element = (name, text, parent) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };
  const jump = (index, parent) => {
    const link = element("a", facts[index].name, parent);
    link.tabIndex = 0;
    link.addEventListener("click", () => { choose(index); goTo(index); });
    link.addEventListener("keydown", (event) => { if (event.key === "Enter") link.click(); });
  };
  const list = (title, texts) => {
    if (!texts || texts.length === 0) return;
    element("h3", title, panel);
    texts.forEach((text) => element("code", text, element("p", "", panel)));
  };
  const relations = (title, indices) => {
    if (indices.length === 0) return;
    element("h3", title, panel);
    indices.forEach((index) => jump(index, element("p", "", panel)));
  };

  const choose = (index) => {
    chosen = index;
    boxes.forEach((box, i) => box.classList.toggle("chosen", i === index));
    near(index);
    panel.hidden = index < 0;
    panel.replaceChildren();
    if (index < 0) return;
    const fact = facts[index];
    const close = element("button", "×", panel);
    close.className = "close";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => choose(-1));
    element("h2", fact.name, panel);
    element("p", fact.kind, panel).className = "kind";
    element("p", fact.comment, panel);
    if (fact.columns) {
      element("h3", "Columns", panel);
      const columns = element("dl", "", panel);
      fact.columns.forEach((column) => {
        const term = element("dt", "", columns);
        element("b", column.name, term);
        term.append(" " + [column.type, column.facts].filter(Boolean).join(" "));
        if (column.comment) element("dd", column.comment, columns);
      });
    }
    list("Labels", fact.labels);
    list("Constraints", fact.constraints);
    list("Indexes", fact.indexes);
    const ends = links.map((link) => [Number(link.dataset.from), Number(link.dataset.to)]);
    relations("Refers to", [...new Set(ends.filter((end) => end[0] === index).map((end) => end[1]))]);
    relations("Referred to by", [...new Set(ends.filter((end) => end[1] === index).map((end) => end[0]))]);
    panel.scrollTop = 0;
  };

  let held = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    held = { x: event.clientX, y: event.clientY, moved: false };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const right = event.clientX - held.x;
    const down = event.clientY - held.y;
    if (!held.moved && Math.hypot(right, down) < 4) return;
    if (!held.moved) svg.setPointerCapture(event.pointerId);
    svg.classList.add("moving");
    const step = scale();
    view.x -= right * step;
    view.y -= down * step;
    held = { x: event.clientX, y: event.clientY, moved: true };
    show();
  });
  svg.addEventListener("pointerup", (event) => {
    const moved = held && held.moved;
    held = null;
    svg.classList.remove("moving");
    if (moved) return;
    const box = event.target.closest(".box");
    choose(box ? boxes.indexOf(box) : -1);
  });
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(Math.sign(event.deltaY) * Math.min(0.25, Math.abs(event.deltaY) / 400)), at(event.clientX, event.clientY));
  }, { passive: false });

  boxes.forEach((box, index) => {
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.setAttribute("aria-label", facts[index].name);
    box.addEventListener("pointerenter", () => { if (!held) near(index); });
    box.addEventListener("pointerleave", () => near(chosen));
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(index); });
  });

  const look = () => {
    const wanted = search.value.trim().toLowerCase();
    matches = wanted ? facts.map((fact, i) => i).filter((i) => facts[i].name.toLowerCase().includes(wanted)) : [];
    match = -1;
    boxes.forEach((box, i) => box.classList.toggle("match", matches.includes(i)));
    found.textContent = !wanted ? "" : matches.length === 0 ? "no table" : matches.length === 1
      ? facts[matches[0]].name : `${matches.length} tables; Enter goes to the next`;
    if (matches.length === 1) goTo(matches[0]);
  };
  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && matches.length > 0) {
      match = (match + 1) % matches.length;
      choose(matches[match]);
      goTo(matches[match]);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { search.value = ""; look(); choose(-1); }
    if (event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); search.focus(); }
    if (event.key === "+") zoom(0.8, middle());
    if (event.key === "-") zoom(1.25, middle());
    if (event.key === "0") all();
  });
  document.getElementById("nearer").addEventListener("click", () => zoom(0.8, middle()));
  document.getElementById("farther").addEventListener("click", () => zoom(1.25, middle()));
  document.getElementById("all").addEventListener("click", all);
  const asked = facts.findIndex((fact) => fact.name === decodeURIComponent(location.hash.slice(1)));
  if (asked >= 0) { choose(asked); goTo(asked); }
})();
