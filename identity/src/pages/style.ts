/** How the pages look: plain, high in contrast, the system's own letters, light and dark. No picture and no script. */
export const style = `
:root { color-scheme: light dark; --ink: #1b2430; --quiet: #55606e; --paper: #ffffff; --ground: #eef1f5; --line: #8b95a3; --strong: #0b4f8a; --strong-ink: #ffffff; --bad: #a4161a; --bad-ground: #fdecec; --note-ground: #eaf2fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --quiet: #aab4c0; --paper: #1c232c; --ground: #12171d; --line: #7d8896; --strong: #7db8ee; --strong-ink: #0d1620; --bad: #ff9b9b; --bad-ground: #3a1d1f; --note-ground: #1d2f40; } }
* { box-sizing: border-box; }
html { font: 1.0625rem/1.6 system-ui, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; align-items: center; background: var(--ground); color: var(--ink); }
header { width: 100%; max-width: 28rem; padding: 3rem 1.25rem 1rem; }
header p { margin: 0; }
.name { font-size: 1.35rem; font-weight: 700; letter-spacing: -0.01em; }
.product { color: var(--quiet); }
main { width: 100%; max-width: 28rem; padding: 0 1.25rem; }
.card { background: var(--paper); border: 1px solid color-mix(in srgb, var(--line) 40%, transparent); border-radius: 0.75rem; padding: 1.75rem; }
h1 { font-size: 1.35rem; line-height: 1.35; margin: 0 0 0.25rem; word-break: keep-all; }
h2 { font-size: 1.05rem; margin: 1.75rem 0 0.25rem; }
p { margin: 0 0 1rem; word-break: keep-all; overflow-wrap: break-word; }
.quiet { color: var(--quiet); font-size: 0.9375rem; }
label { display: block; font-weight: 600; margin-top: 1.1rem; }
.hint { display: block; color: var(--quiet); font-size: 0.9375rem; word-break: keep-all; }
input { width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 0.4rem; padding: 0.6rem 0.75rem; margin-top: 0.35rem; min-height: 2.9rem; }
input.code { font-size: 1.5rem; letter-spacing: 0.35em; font-variant-numeric: tabular-nums; max-width: 14rem; }
button, .button { display: block; width: 100%; font: inherit; font-weight: 600; text-align: center; text-decoration: none; color: var(--strong-ink); background: var(--strong); border: 1px solid var(--strong); border-radius: 0.4rem; padding: 0.65rem 1rem; margin-top: 1.5rem; min-height: 2.9rem; cursor: pointer; }
button.second { color: var(--strong); background: transparent; margin-top: 0.75rem; }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
.bad, .note { border-radius: 0.4rem; padding: 0.75rem 1rem; margin: 1rem 0 0; }
.bad { background: var(--bad-ground); border-left: 4px solid var(--bad); }
.bad strong { display: block; color: var(--bad); }
.note { background: var(--note-ground); border-left: 4px solid var(--strong); }
ul { padding-left: 1.25rem; margin: 0 0 1rem; }
li { margin: 0.35rem 0; }
.picture { display: block; width: 13rem; height: 13rem; margin: 1rem auto; background: #ffffff; border-radius: 0.4rem; padding: 0.5rem; }
.picture svg { display: block; width: 100%; height: 100%; }
code { font: 0.9375rem/1.5 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
footer { width: 100%; max-width: 28rem; padding: 1rem 1.25rem 3rem; color: var(--quiet); font-size: 0.875rem; word-break: keep-all; }
@media (prefers-reduced-motion: no-preference) { button, .button { transition: filter 0.1s; } button:hover, .button:hover { filter: brightness(1.1); } }
`;
