// keyboard: "start" notes what a Tab should reach and how it looks without focus; "step" looks at where a Tab led; "end" sums up.
(step) => {
  const key = Symbol.for("forvag.keyboard"), html = (e) => e.outerHTML.replace(/\s+/g, " ").slice(0, 160);

  // What shows focus: the element itself, what is drawn with it, and the box or label around it.
  const around = (e) => [e, e.parentElement, e.nextElementSibling, ...(e.labels || [])].filter(Boolean);
  const marks = (e) => around(e).flatMap((x) => ["", "::before", "::after"].map((pseudo) => {
    const s = getComputedStyle(x, pseudo || null);
    const outline = s.outlineStyle === "none" || s.outlineWidth === "0px" ? "" : s.outlineStyle + s.outlineWidth + s.outlineColor;
    const border = s.borderTopStyle === "none" ? "" : s.borderTopWidth + s.borderTopColor;
    return outline + "|" + (s.boxShadow === "none" ? "" : s.boxShadow) + "|" + border;
  })).join(" ");

  if (step === "start") {
    const dialog = [...document.querySelectorAll("dialog:modal")].pop();
    const root = dialog || document;
    document.activeElement.blur();
    const start = dialog || document.body, had = start.getAttribute("tabindex"); // focus here, so that Tab begins at the top
    start.tabIndex = -1;
    start.focus({ preventScroll: true });
    had === null ? start.removeAttribute("tabindex") : start.setAttribute("tabindex", had);
    const all = "a[href],button,input:not([type=hidden]),select,textarea,summary,audio[controls],video[controls]," +
      "[role=button],[role=link],[role=tab],[role=checkbox],[role=switch],[onclick],[tabindex],[contenteditable=true]";
    const expected = [...root.querySelectorAll(all)].filter((e) =>
      e.checkVisibility({ visibilityProperty: true }) && !e.matches(":disabled") && !e.closest("[inert]") &&
      e.getAttribute("tabindex") !== "-1" &&
      !(e.type === "radio" && e.name && !entrance(e)) &&
      !(e.matches("summary") && e.parentElement.localName !== "details"));
    globalThis[key] = { expected, plain: new Map(expected.map((e) => [e, marks(e)])), reached: new Set(), findings: [] };
    for (const e of expected) if (e.tabIndex > 0) globalThis[key].findings.push("focus leaps (tabindex above zero): " + html(e));
  }

  // Tab enters a radio group at its chosen button, or at its first when none is chosen; the arrows do the rest.
  function entrance(e) {
    const scope = e.form || document;
    const group = [...scope.querySelectorAll("input[type=radio]")].filter((r) => r.name === e.name && r.form === e.form && !r.disabled);
    return (group.find((r) => r.checked) || group[0]) === e;
  }

  const state = globalThis[key], at = document.activeElement;
  if (step === "step" && state.plain.has(at) && !state.reached.has(at)) {
    state.reached.add(at);
    if (marks(at) === state.plain.get(at)) state.findings.push("focus is not seen: " + html(at));
    const r = at.getBoundingClientRect();
    const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].map(([x, y]) => [r.x + r.width * x, r.y + r.height * y]);
    const seen = points.some(([x, y]) => {
      const hit = document.elementFromPoint(x, y), label = hit && hit.closest("label");
      return hit && (at.contains(hit) || hit.contains(at) || (label && label.control === at));
    });
    if (!seen) state.findings.push("has focus but is hidden under something: " + html(at));
  }
  const left = state.expected.filter((e) => !state.reached.has(e));
  if (step === "end") {
    for (const e of left) state.findings.push("the keyboard does not reach: " + html(e));
    delete globalThis[key];
  }
  return JSON.stringify({ Left: left.length, Findings: state.findings });
}
