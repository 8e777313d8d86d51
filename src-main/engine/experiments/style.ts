/** The report's style sheet: neutral grounds, colour-blind-safe classes, light and dark. */
export const STYLE = `
:root { --ground: #fafafa; --panel: #fff; --ink: #1a1a1a; --dim: #5c5c5c; --rule: #d4d4d4;
  --normal: #0072b2; --leak: #d55e00; --first: #1a1a1a; --second: #767676; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1e1e1e; --panel: #282828; --ink: #ececec; --dim: #ababab; --rule: #474747;
    --normal: #56b4e9; --leak: #ff8c42; --first: #ececec; --second: #9a9a9a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1240px; margin: 0 auto; padding: 24px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 12px; }
h2 { font-size: 20px; margin: 40px 0 8px; padding-top: 16px; border-top: 1px solid var(--rule); }
h3 { font-size: 15px; margin: 20px 0 6px; }
p { margin: 0 0 8px; max-width: 90ch; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; background: var(--panel); font-size: 14px; }
th, td { padding: 5px 12px; text-align: right; white-space: nowrap; border: 1px solid var(--rule); }
th { font-weight: 600; color: var(--dim); }
.word { text-align: left; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 12px; }
figure { margin: 0; padding: 8px 12px 12px; background: var(--panel); border: 1px solid var(--rule); }
figure h3 { margin: 0 0 4px; }
figcaption { color: var(--dim); font-size: 13px; }
.chart { display: block; width: 100%; max-width: 500px; height: auto; margin: 0 auto; }
.chart path { fill: none; }
.grid { stroke: var(--rule); stroke-width: 0.6; }
.tick, .axis { fill: var(--dim); font-size: 11px; }
.line { stroke-width: 1.6; stroke-linejoin: round; opacity: 0.85; }
.dashed { stroke-dasharray: 5 4; }
.first { stroke: var(--first); }
.second { stroke: var(--second); }
.normal { stroke: var(--normal); }
.leak { stroke: var(--leak); }
.chart .bars { stroke-width: 1.2; fill-opacity: 0.25; }
.chart .bars.normal { fill: var(--normal); }
.chart .bars.leak { fill: var(--leak); }
.cut { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 3 3; }
.key { margin-right: 8px; }
.key::before { content: ''; display: inline-block; width: 11px; height: 11px; margin-right: 5px; }
.key.normal::before { background: var(--normal); border-radius: 50%; }
.key.leak::before { background: var(--leak); }
td img { display: block; margin-left: auto; height: 96px; image-rendering: pixelated; }
pre { padding: 12px; overflow-x: auto; background: var(--panel); border: 1px solid var(--rule); }
`;
