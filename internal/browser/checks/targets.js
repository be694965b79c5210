// targets: what is too small to hit.
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
  return [...document.querySelectorAll(all)]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(":disabled") && !inSentence(e))
    .filter((e) => !offScreen(e) || (e.labels && e.labels.length))
    .map((e) => [e, ...size(e)])
    .filter(([, w, h]) => w < 23.5 || h < 23.5)
    .map(([e, w, h]) => `target of ${Math.round(w)} × ${Math.round(h)} px: ` + e.outerHTML.replace(/\s+/g, " ").slice(0, 160));
}
