// fill: chooses the value where typing is not the way ("done"), or focuses and selects the field ("type"), or says the hinder.
(e, value) => {
  if (!e) return "no such field";
  if (!e.checkVisibility({ visibilityProperty: true })) return "the field is hidden";
  if (e.matches(":disabled") || e.readOnly) return "the field cannot be changed";
  e.scrollIntoView({ block: "center", behavior: "instant" });
  e.focus();
  const chosen = ["date", "time", "month", "week", "datetime-local", "color", "range"];
  if (e.localName !== "select" && !chosen.includes(e.type)) {
    if (e.select) e.select();
    else document.getSelection().selectAllChildren(e);
    return "type";
  }
  e.value = value;
  if (e.value !== value) return "the field does not take this value";
  e.dispatchEvent(new Event("input", { bubbles: true }));
  e.dispatchEvent(new Event("change", { bubbles: true }));
  return "done";
}
