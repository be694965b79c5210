// axe: violations in words. axe-core is loaded before.
async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return violations.map((v) => {
    const places = v.nodes.slice(0, 5).map((n) =>
      "\n    " + n.html.replace(/\s+/g, " ").slice(0, 160) + "\n      " + n.failureSummary.replace(/\s*\n\s*/g, " "));
    const more = v.nodes.length > 5 ? "\n    and " + (v.nodes.length - 5) + " more" : "";
    return `${v.id} (${v.impact}): ${v.help}` + places.join("") + more;
  });
}
