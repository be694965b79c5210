// Builds what web takes from elsewhere. Run from the root of the repository after npm ci; it reaches no network.
// node web/brand/build.mjs         the program's own: theme, design system, the icons that icon.go names, typeface and PNG icons
// node web/brand/build.mjs FOLDER  a municipality's brand folder: theme.css from theme.json, PNG icons from favicon.svg or logo.svg
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const brand = "web/brand";
const out = "web/static";
const modules = "node_modules";

// Only the components that the templates use, each in the layer that the design system's own index puts it in.
const base = ["base", "heading", "paragraph", "validation-message"];
const components = [
  "label", "link", "button", "input", "field", "fieldset", "tag", "alert", "error-summary", "table", "details",
];

const minify = (css) => css
  .replace(/\/\*[^]*?\*\//g, "")
  .replace(/@charset "UTF-8";/gi, "")
  .replace(/\s+/g, " ")
  .replace(/ ?([{};,]) ?/g, "$1")
  .replace(/: /g, ":")
  .replace(/;}/g, "}");

function theme(folder) {
  const dir = mkdtempSync(join(tmpdir(), "theme-"));
  try {
    writeFileSync(join(dir, "designsystemet.config.json"), readFileSync(join(folder, "theme.json")));
    const tool = join(process.cwd(), modules, ".bin", "designsystemet");
    const run = (...args) => execFileSync(tool, ["tokens", ...args, "--config", "designsystemet.config.json"], { cwd: dir, stdio: "ignore" });
    run("create");
    run("build", "--tokens", "tokens", "--out-dir", "built");
    writeFileSync(join(folder, "theme.css"), minify(readFileSync(join(dir, "built", "brand.css"), "utf8")).trim() + "\n");
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function style() {
  const part = (name) => readFileSync(join(modules, "@digdir/designsystemet-css/dist/src", `${name}.css`), "utf8");
  const layer = (name, parts) => `@layer ${name}{${parts.map(part).join("")}}\n`;
  writeFileSync(join(out, "system.css"), layer("ds.base", base) + layer("ds.components", components));
}

function icons() {
  const names = [...new Set([...readFileSync("web/icon.go", "utf8").matchAll(/Icon = "([^"]+)"/g)].map((m) => m[1]))].sort();
  const symbol = (name, box, inner, attributes = "") => `<symbol id="${name}" viewBox="${box}"${attributes}>${inner}</symbol>`;
  const stroke = ' fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  const symbols = names.map((name) => {
    const svg = readFileSync(join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
    const inner = svg.replace(/^[^]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s+/g, " ").replace(/ \/>/g, "/>").replace(/> </g, "><").trim();
    return symbol(name, "0 0 24 24", inner, stroke);
  });
  const logo = readFileSync(join(brand, "logo.svg"), "utf8");
  const mark = logo.replace(/^[^]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "")
    .replace('fill="#145c4a"', 'fill="currentColor"').replace('stroke="#fff"', 'stroke="var(--mark,#fff)"');
  symbols.unshift(symbol("logo", "0 0 40 44", mark));
  writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
  writeFileSync(join(out, "favicon.svg"), logo);
}

async function font() {
  const { default: subset } = await import("subset-font");
  const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
  const characters = range(0x20, 0x7e) + range(0xa0, 0xff) + "–—‘’“”„•…←→−≤≥×€\u2011\u202f";
  const whole = readFileSync(join(modules, "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"));
  const small = await subset(whole, characters, { targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 700 } } });
  writeFileSync(join(out, "inter.woff2"), small);
}

function pictures(mark, to) {
  const dir = mkdtempSync(join(tmpdir(), "icons-"));
  const logo = readFileSync(mark, "utf8").replace(/^[^]*?(?=<svg)/, "");
  const draw = (name, size, share, background) => {
    const page = join(dir, "icon.html");
    writeFileSync(page, `<!doctype html><style>html,body{margin:0;background:${background}}body{height:${size}px;display:grid;place-items:center}svg{width:${size * share}px;height:${size * share}px}</style>${logo}`);
    execFileSync("chromium", [
      "--headless", "--no-sandbox", "--hide-scrollbars", "--default-background-color=00000000",
      `--window-size=${size},${size}`, `--screenshot=${resolve(to, name)}`, `file://${page}`,
    ], { stdio: "ignore" });
  };
  try {
    draw("icon-192.png", 192, 0.94, "transparent");
    draw("icon-512.png", 512, 0.94, "transparent");
    draw("maskable-512.png", 512, 0.6, "#fff");
    draw("apple-touch-icon.png", 180, 0.72, "#fff");
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const folder = process.argv[2];
if (folder) {
  if (existsSync(join(folder, "theme.json"))) theme(folder);
  const mark = ["favicon.svg", "logo.svg"].map((name) => join(folder, name)).find(existsSync);
  if (mark) pictures(mark, folder);
} else {
  theme(brand);
  style();
  icons();
  await font();
  pictures(join(brand, "logo.svg"), out);
}
