// contrast: filled buttons that do not stand out from their surface.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (css) => { // any CSS colour, also oklch() and color()
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((c, i) => c * a + under[i] * (1 - a));
  const behind = (e) => { // what lies under the element, from the canvas up
    const layers = [];
    for (let up = e.parentElement; up; up = up.parentElement) layers.push(rgba(getComputedStyle(up).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), rgba("Canvas"));
  };
  const luminance = (c) => {
    const [r, g, b] = c.map((x) => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m);
    return (x + 0.05) / (y + 0.05);
  };
  const buttons = "button,input[type=submit],input[type=button],[role=button],a[class*=button]";
  return [...document.querySelectorAll(buttons)]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(":disabled,[aria-disabled=true],[aria-hidden=true]"))
    .flatMap((e) => {
      const style = getComputedStyle(e), fill = rgba(style.backgroundColor), surface = behind(e);
      if (fill[3] === 0 || style.backgroundImage !== "none") return [];
      let best = ratio(over(fill, surface), surface);
      if (parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== "none")
        best = Math.max(best, ratio(over(rgba(style.borderTopColor), surface), surface));
      return best >= 3 ? [] : [`button stands out ${best.toFixed(2)}:1 from its surface, 3:1 is needed: ` +
        e.outerHTML.replace(/\s+/g, " ").slice(0, 160)];
    });
}
