/** The style sheet of the report: light and dark, one column on a phone, no content wider than the page. */
export const STYLE = `
:root { color-scheme: light dark;
  --ink: light-dark(#1a1d21, #e6e8eb); --soft: light-dark(#59616b, #9aa4b0);
  --paper: light-dark(#fff, #14171a); --panel: light-dark(#f4f5f7, #1e2227); --line: light-dark(#d6dae0, #353b43);
  --passed: light-dark(#1a7038, #5cc980); --failed: light-dark(#b3261e, #ff8a80); --notrun: light-dark(#705c00, #d9c25c); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 64rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
[hidden] { display: none !important; }
#controls { display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline; }
input, select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .2rem .5rem; }
p { margin: .25rem 0; } .soft { color: var(--soft); }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 1rem 0; padding: 0; }
.counts li { padding: .35rem .9rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); }
.counts b { font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.passed { color: var(--passed); } .failed { color: var(--failed); } .notrun { color: var(--notrun); }
article, details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem .8rem; }
article { border-inline-start: .3rem solid var(--failed); }
summary { cursor: pointer; } summary:focus-visible, a:focus-visible { outline: .15rem solid currentColor; outline-offset: .15rem; }
article h3 { font-size: 1rem; margin: 0 0 .25rem; }
dl { margin: .25rem 0; } dt { color: var(--soft); float: inline-start; clear: inline-start; width: 5.5rem; } dd { margin-inline-start: 6rem; }
pre { margin: .5rem 0; padding: .6rem; background: var(--panel); border-radius: .4rem; font-size: .85rem; white-space: pre-wrap; }
ul.rules { list-style: none; margin: .5rem 0 0; padding: 0; } ul.rules li { padding: .2rem 0; border-top: 1px solid var(--line); }
code { font-size: .85rem; color: var(--soft); }
.outcome { display: inline-block; min-width: 4.5rem; font-weight: 600; }
`;
