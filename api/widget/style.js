// The widget's looks. A host page may set --duken-accent; nothing else of it reaches in here.

export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host {
  --accent: var(--duken-accent, #0b766e); --on-accent: #fff; --soft: #e5f2f0;
  --ground: #fff; --raised: #f4f6f6; --ink: #17211f; --quiet: #66736f; --hair: #e2e8e6; --good: #2c7a3f;
  --shadow: 0 1px 2px rgb(16 32 28 / .06), 0 12px 40px rgb(16 32 28 / .18);
  position: fixed; right: 24px; bottom: 24px; z-index: 2147483000; color-scheme: light dark;
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Open Sans", sans-serif; color: var(--ink);
}
@media (prefers-color-scheme: dark) {
  :host {
    --accent: var(--duken-accent, #35b5a8); --on-accent: #04201d; --soft: #143532;
    --ground: #151a19; --raised: #1f2624; --ink: #e8efec; --quiet: #97a5a0; --hair: #2d3734; --good: #7bcb8f;
    --shadow: 0 12px 40px rgb(0 0 0 / .55);
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; padding: 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.icon { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.icon-send { fill: currentColor; stroke: none; }

.launcher { position: relative; margin-left: auto; display: grid; place-items: center; width: 60px; height: 60px; border-radius: 50%;
  background: var(--accent); color: var(--on-accent); box-shadow: var(--shadow); transition: transform .15s; }
.panel:not([hidden]) + .launcher { display: none; }
.launcher:hover { transform: translateY(-2px); }
.launcher .icon { width: 27px; height: 27px; }
.unread { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px;
  background: #d92d3a; color: #fff; font-size: 13px; line-height: 22px; font-weight: 600; }

.panel { display: flex; flex-direction: column; width: 400px; height: min(720px, calc(100dvh - 116px));
  background: var(--ground); border: 1px solid var(--hair); border-radius: 20px; box-shadow: var(--shadow); overflow: hidden;
  animation: rise .18s ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }
header { display: flex; align-items: center; gap: 12px; padding: 14px 14px 14px 16px; border-bottom: 1px solid var(--hair); }
header > div { flex: 1; min-width: 0; display: grid; line-height: 1.3; }
.face { display: grid; place-items: center; width: 40px; height: 40px; border-radius: 50%; background: var(--soft); color: var(--accent); }
.status { color: var(--quiet); font-size: 13px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.status::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 50%; background: var(--good); }
.status.off::before { background: #d99a2b; }
.close { width: 40px; height: 40px; display: grid; place-items: center; border-radius: 12px; color: var(--quiet); }
.close:hover { background: var(--raised); }

.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 16px; display: flex; flex-direction: column; gap: 10px; position: relative; }
.log:focus-visible { outline-offset: -2px; }
.row { display: flex; flex-direction: column; align-items: flex-start; gap: 8px; max-width: 100%; animation: appear .16s ease-out; }
@keyframes appear { from { opacity: 0; transform: translateY(4px); } }
.bubble { max-width: 86%; padding: 9px 14px; border-radius: 18px; background: var(--raised); white-space: pre-wrap; overflow-wrap: anywhere; text-wrap: pretty; }
.theirs > .bubble { border-bottom-left-radius: 6px; }
.mine { align-items: flex-end; margin-top: 6px; }
.mine .bubble { background: var(--accent); color: var(--on-accent); border-bottom-right-radius: 6px; }
.note { align-items: center; color: var(--quiet); font-size: 13px; text-align: center; }
.quiet { color: var(--quiet); font-size: 13px; }

.dots .bubble { display: flex; gap: 5px; padding: 14px; }
.dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--quiet); animation: blink 1.2s infinite; }
.dots i:nth-child(2) { animation-delay: .2s; } .dots i:nth-child(3) { animation-delay: .4s; }
@keyframes blink { 0%, 70%, 100% { opacity: .25; } 35% { opacity: 1; } }

.choices, .slots { display: flex; flex-wrap: wrap; gap: 8px; }
.choice, .slot { display: inline-flex; align-items: center; gap: 6px; min-height: 38px; padding: 6px 14px; border-radius: 19px;
  border: 1px solid var(--hair); background: var(--ground); color: var(--accent); font-weight: 500; text-align: left; }
.choice:hover, .slot:hover { background: var(--soft); border-color: var(--accent); }
.is-cart .choice:first-child { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.choice .icon { width: 18px; height: 18px; }
/* Hours are never cut: where three do not fit side by side, two stand there. */
.slots { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); width: 100%; }
.slot { justify-content: center; padding: 6px; border-radius: 12px; color: var(--ink); font-variant-numeric: tabular-nums; }
.slot { flex-direction: column; gap: 1px; line-height: 1.25; white-space: nowrap; }
.slot .fee { font-size: 12px; font-weight: 400; opacity: .75; }
.slot.express { grid-column: 1 / -1; border-color: var(--accent); white-space: normal; text-align: center; }
.slot.green { border-color: var(--good); color: var(--good); font-weight: 600; }
.primary, .secondary { display: block; width: 100%; min-height: 44px; padding: 11px 16px; border-radius: 14px; text-align: center; font-weight: 600; text-decoration: none; }
.primary { background: var(--accent); color: var(--on-accent); }
.primary:hover { filter: brightness(1.06); }
.secondary { color: var(--accent); background: var(--soft); }

.cards { width: 100%; display: grid; gap: 8px; }
.card { display: flex; align-items: center; gap: 12px; padding: 8px; border: 1px solid var(--hair); border-radius: 16px; }
.card img, .card .no-picture { width: 72px; height: 72px; border-radius: 10px; object-fit: cover; background: var(--raised); flex: none; }
.card-body { flex: 1; min-width: 0; display: grid; gap: 2px; }
.card-name { text-align: left; line-height: 1.3; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
.card-name:hover { color: var(--accent); }
.price { display: flex; gap: 8px; align-items: baseline; font-weight: 600; font-variant-numeric: tabular-nums; }
.price s { color: var(--quiet); font-weight: 400; font-size: 13px; }
.plus { flex: none; width: 40px; height: 40px; border-radius: 50%; background: var(--soft); color: var(--accent); font-size: 22px; line-height: 1; }
.plus:hover { background: var(--accent); color: var(--on-accent); }
.card-full { display: grid; gap: 8px; padding: 12px; border: 1px solid var(--hair); border-radius: 18px; }
.card-full img { width: 100%; height: auto; aspect-ratio: 4 / 3; object-fit: contain; border-radius: 12px; background: #fff; }
.card-full p { margin: 0; color: var(--quiet); }
dl { margin: 0; display: grid; gap: 4px; font-size: 14px; } dl div { display: flex; justify-content: space-between; gap: 12px; }
dt { color: var(--quiet); } dd { margin: 0; text-align: right; }

.table { width: 100%; overflow-x: auto; border: 1px solid var(--hair); border-radius: 16px; }
table { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.35; }
thead th { min-width: 84px; padding: 10px 4px; font-weight: 400; text-align: center; vertical-align: top; }
thead th > * { margin: 0 auto 6px; }
thead img, thead .no-picture { display: block; width: 56px; height: 56px; border-radius: 10px; object-fit: cover; background: var(--raised); }
thead .card-name { text-align: center; font-size: 12px; overflow-wrap: anywhere; -webkit-line-clamp: 4; }
thead .plus { width: 36px; height: 36px; }
tbody th { position: sticky; left: 0; background: var(--ground); padding: 8px 4px 8px 12px; color: var(--quiet); font-size: 12px; font-weight: 400; text-align: left; }
tbody td { padding: 8px 4px; text-align: center; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
tbody tr { border-top: 1px solid var(--hair); }
tbody tr:first-child td { font-weight: 600; }

.sheet { width: 100%; border: 1px solid var(--hair); border-radius: 18px; padding: 12px; display: grid; gap: 10px; }
.lines { list-style: none; margin: 0; padding: 0; display: grid; gap: 10px; }
/* What it is and what it costs, under it how much of it: the same for every line, however long its name. */
.lines li { display: grid; grid-template: "picture name name total" auto "picture quantity steps steps" auto / auto 1fr auto auto; align-items: baseline; row-gap: 2px; line-height: 1.3; text-wrap: pretty; }
.lines img { grid-area: picture; align-self: center; margin-right: 10px; }
.lines img { width: 40px; height: 40px; border-radius: 8px; object-fit: cover; background: #fff; }
.lines .no-picture { display: none; }
.line-name { grid-area: name; overflow-wrap: anywhere; }
.line-quantity { grid-area: quantity; }
.line-total { grid-area: total; margin-left: 10px; text-align: right; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.steps { grid-area: steps; display: flex; gap: 4px; }
.steps button { width: 34px; height: 34px; border-radius: 10px; background: var(--raised); display: grid; place-items: center; font-size: 17px; }
.steps button:hover { background: var(--soft); color: var(--accent); }
.steps .icon { width: 17px; height: 17px; }
.sums { display: grid; gap: 4px; padding-top: 10px; border-top: 1px solid var(--hair); }
.sum { white-space: pre-wrap; overflow-wrap: anywhere; } .sum.strong { font-weight: 600; }
.badges { display: flex; gap: 6px; flex-wrap: wrap; }
.badge { padding: 3px 10px; border-radius: 10px; background: var(--soft); color: var(--accent); font-size: 13px; font-weight: 600; }
.photo img { width: 100%; border-radius: 14px; border: 1px solid var(--hair); display: block; }

.say { display: flex; align-items: flex-end; gap: 8px; padding: 12px; border-top: 1px solid var(--hair); }
textarea { flex: 1; resize: none; max-height: 120px; min-height: 44px; padding: 10px 14px; border-radius: 22px; border: 1px solid var(--hair); background: var(--raised); outline-offset: 0; font-size: 16px; line-height: 22px; }
.send { width: 44px; height: 44px; border-radius: 50%; display: grid; place-items: center; background: var(--accent); color: var(--on-accent); flex: none; }
.send .icon { margin-left: -2px; }

@media (max-width: 479px) {
  :host { right: 16px; bottom: 16px; }
  .panel { position: fixed; inset: 0; width: auto; height: 100dvh; margin: 0; border: 0; border-radius: 0; }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`);
