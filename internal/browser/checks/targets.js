// targets: what is too small to hit, and buttons that lie so close that the wrong one is hit.
() => {
  const all = "a[href],button,input:not([type=hidden]),select,textarea,summary,[role=button],[role=link],[role=tab],[role=switch]";
  const size = (e) => {
    const boxes = [e, ...(e.labels || [])].map((x) => x.getBoundingClientRect()).filter((r) => r.width > 0);
    return [Math.max(0, ...boxes.map((r) => r.width)), Math.max(0, ...boxes.map((r) => r.height))];
  };
  const inSentence = (e) => getComputedStyle(e).display === "inline" && e.parentElement.innerText.trim().length > e.innerText.trim().length;
  // Hidden for the eye until it has focus, as a skip link is: measured by nobody's finger.
  const offScreen = (e) => {
    const r = e.getBoundingClientRect();
    return (r.width <= 1 && r.height <= 1) || r.right <= 0 || r.bottom + scrollY <= 0;
  };
  // A surface of its own, by fill or border: buttons of text alone may stand close, as links do.
  const surface = (e) => {
    const s = getComputedStyle(e);
    return !/^rgba\(.*, 0\)$|\/ 0\)$/.test(s.backgroundColor) || parseFloat(s.borderTopWidth) > 0;
  };
  const named = (e) => e.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const buttons = [...document.querySelectorAll("button,a.ds-button,[role=button]")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !offScreen(e) && surface(e));
  // What scrolls by beneath a bar, or within a box, is near it only for a while.
  const moves = (s) => /fixed|sticky/.test(s.position) || /auto|scroll/.test(s.overflowY);
  const layer = (e) => e && (moves(getComputedStyle(e)) ? e : layer(e.parentElement));
  const apart = (a, b) => {
    const [r, s] = [a, b].map((e) => e.getBoundingClientRect());
    return Math.max(Math.max(r.left, s.left) - Math.min(r.right, s.right), Math.max(r.top, s.top) - Math.min(r.bottom, s.bottom));
  };
  const crowded = buttons.flatMap((a, i) => buttons.slice(i + 1)
    .filter((b) => !a.contains(b) && layer(a) === layer(b) && apart(a, b) < 7.5)
    .map((b) => `buttons ${Math.round(apart(a, b))} px from each other: ${named(a)} and ${named(b)}`));
  return [...document.querySelectorAll(all)]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(":disabled") && !inSentence(e))
    .filter((e) => !offScreen(e) || (e.labels && e.labels.length))
    .map((e) => [e, ...size(e)])
    .filter(([, w, h]) => w < 23.5 || h < 23.5)
    .map(([e, w, h]) => `target of ${Math.round(w)} × ${Math.round(h)} px: ` + named(e))
    .concat(crowded);
}
