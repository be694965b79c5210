// sideways: what sticks out to the right of the screen.
() => {
  const wide = document.documentElement.clientWidth;
  const ownScroll = (e) => {
    for (let up = e.parentElement; up && up !== document.body; up = up.parentElement)
      if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  const out = [...document.body.querySelectorAll("*")].filter((e) =>
    e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().right > wide + 1 && !ownScroll(e));
  const needed = out.filter((e) => e.matches("a[href],button,input,select,textarea,summary"));
  const total = document.documentElement.scrollWidth;
  if (total <= wide && !needed.length) return [];
  // The innermost that stick out are the cause; their parents follow them.
  const cause = out.filter((e) => !out.some((o) => o !== e && e.contains(o))).slice(0, 5);
  return [`scrolls sideways: ${total} px in a window of ${wide}` + cause.map((e) =>
    `\n    to ${Math.round(e.getBoundingClientRect().right)} px: ` + e.outerHTML.replace(/\s+/g, " ").slice(0, 160)).join("")];
}
