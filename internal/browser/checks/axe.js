// axe: violations of some rules, in words. axe-core is loaded before.
async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return violations.map((v) => {
    const places = v.nodes.slice(0, 5).map((n) =>
      "\n    " + n.html.replace(/\s+/g, " ").slice(0, 160) + "\n      " + n.failureSummary.replace(/\s*\n\s*/g, " "));
    const more = v.nodes.length > 5 ? "\n    and " + (v.nodes.length - 5) + " more" : "";
    return `${v.id} (${v.impact}): ${v.help}` + places.join("") + more;
  });
}
