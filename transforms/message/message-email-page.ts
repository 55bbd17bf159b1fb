/**
 * The frame of our emails: tables and inline styles, which old readers know; a dark look where the reader has one.
 * What readers understand: https://www.caniemail.com. No image is loaded: nobody learns who opened it.
 */
import { escapeHtml } from './escape-html';
import type { Tone } from './message-parts';

export const colours = {
  ...{ strong: '#111827', text: '#374151', faint: '#6b7280', line: '#e5e7eb', link: '#1d4ed8' },
  ...{ page: '#f3f4f6', card: '#ffffff' },
};

const edges: Readonly<Record<Tone, string>> = { up: '#15803d', down: '#b91c1c', none: '#475569' };

const dark = [
  '.page{background:#0b0f17!important}.card{background:#161b26!important}',
  '.strong{color:#f3f4f6!important}.text{color:#d1d5db!important}.faint{color:#9ca3af!important}',
  '.line{border-color:#2a3140!important}.link,.text a{color:#93b4ff!important}.button{background:#2f5fe0!important}',
].join('');

const styles = `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${dark}}@media (max-width:480px){.pad{padding:18px 16px!important}}`;

const table = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"';
const fonts = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** A page that holds `inner`, which is HTML; `title` is text. */
export function page(title: string, inner: string, tone: Tone): string {
  const edge = `border-top:4px solid ${edges[tone]}`;
  const card = `max-width:560px;background:${colours.card};${edge};border-radius:8px;text-align:left`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${styles}</style>
</head>
<body class="page" style="margin:0;padding:0;background:${colours.page};font-family:${fonts}">
${table} class="page" style="background:${colours.page}"><tr><td align="center" style="padding:20px 10px">
${table} class="card" style="${card}"><tr><td class="pad" style="padding:22px 26px">
${inner}
</td></tr></table>
</td></tr></table>
</body>
</html>
`;
}
