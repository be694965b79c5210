// point: where to click an element, at a share of its width and height, or what hinders it.
(e, across, down) => {
  const no = (Hinder) => ({ X: 0, Y: 0, Hinder });
  if (!e) return no("no such element");
  e.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  if (!e.checkVisibility({ visibilityProperty: true })) return no("the element is hidden");
  if (e.matches(":disabled")) return no("the element is disabled");
  const box = [...e.getClientRects()].find((r) => r.width > 0 && r.height > 0);
  if (!box) return no("the element has no size");
  const X = box.x + box.width * across, Y = box.y + box.height * down;
  const hit = document.elementFromPoint(X, Y);
  const label = hit && hit.closest("label");
  if (e.contains(hit) || (label && label.control === e)) return { X, Y, Hinder: "" };
  return no("the element is covered by " + (hit ? hit.outerHTML.slice(0, 120) : "nothing: it is outside the screen"));
}
