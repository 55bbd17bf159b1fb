import type { Row } from './matrix';

/** A markdown table. */
function tableOfCells(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const lines = [head, head.map(() => '---'), ...body];
  return lines.map(cells => `| ${cells.join(' | ')} |\n`).join('');
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function cellsOf({ family, driver, outcome }: Row): string[] {
  const isOther = family.instead?.[driver.id] !== undefined;
  const name = [family.name + (isOther ? ' *' : ''), driver.provider.title];
  if (!outcome) return [...name, 'stuck', '', '', '', '', ''];
  const { lostInGap, lostUnsaid, duplicated, outOfOrder, recoveryMs, published } = outcome.verdict;
  const figures = [published, lostInGap.length, lostUnsaid.length, duplicated.length, outOfOrder.length];
  return [...name, ...figures.map(String), recoveryMs === undefined ? '' : seconds(recoveryMs)];
}

/** The value below which that part of a list lies. */
function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

function sumsOf(rows: readonly Row[], name: string): string[] {
  const verdicts = rows.flatMap(({ outcome }) => outcome?.verdict ?? []);
  const sum = (of: (verdict: (typeof verdicts)[number]) => number): string =>
    String(verdicts.reduce((total, verdict) => total + of(verdict), 0));
  const recoveries = verdicts.flatMap(({ recoveryMs }) => recoveryMs ?? []);
  return [
    ...[name, `${rows.filter(({ isSurvived }) => isSurvived).length} of ${rows.length}`],
    ...[sum(({ published }) => published), sum(({ lostInGap }) => lostInGap.length)],
    ...[sum(({ lostUnsaid }) => lostUnsaid.length), sum(({ duplicated }) => duplicated.length)],
    ...[sum(({ outOfOrder }) => outOfOrder.length), sum(({ leftOver }) => leftOver.length)],
    ...[seconds(percentile(recoveries, 0.5)), seconds(percentile(recoveries, 0.99))],
  ];
}

function summaryOf(rows: readonly Row[]): string {
  const titles = [...new Set(rows.map(({ driver }) => driver.provider.title))];
  const head = [
    ...['provider', 'survived', 'published', 'lost, and said', 'lost, unsaid', 'duplicated', 'out of order'],
    ...['left over', 'recovered, half within', '99 % within'],
  ];
  const each = titles.map(title =>
    sumsOf(
      rows.filter(({ driver }) => driver.provider.title === title),
      title,
    ),
  );
  return tableOfCells([head, ...each, sumsOf(rows, 'all')]);
}

function insteadOf(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ family, driver }) => {
    const instead = family.instead?.[driver.id];
    return instead
      ? [`- ${family.name}, ${driver.provider.title}: ${instead.what}. ${capital(instead.why)}.\n`]
      : [];
  });
  return lines.join('');
}

function openOf(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ family, driver, isSurvived }) => {
    const why = family.open?.[driver.id];
    return why && !isSurvived ? [`- ${family.name}, ${driver.provider.title}: ${why}\n`] : [];
  });
  return lines.length === 0 ? '' : `## Not survived yet\n\n${lines.join('')}\n`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const intro = `# Faults survived

Made by \`node scripts/faults.mjs --write\`. Every family of faults is played on every provider: real sockets, the real
ports, a TCP line that can be made bad, and the practice feed as the server. The practice feed notes every event before
it tells anybody; the subscriber notes all that reaches it; a checker that shares no code with either (an import rule
holds it to that) compares the two.

- **Lost, and said**: it never came, and a notice says so: it lies in a gap that was told, or was counted as dropped. No
  provider re-sends quotes, so that what an interruption swallows of them can only be said.
- **Lost, unsaid**: it never came and nothing says so, or a notice says that nothing is missing.
- **Recovered**: from the end of the fault to the first live event, with the providers' real back-offs. Waits are
  skipped, not shortened.

`;

/** The scoreboard as a page in markdown. */
export function tableOf(rows: readonly Row[]): string {
  const head = [
    ...['fault', 'provider', 'published', 'lost, and said', 'lost, unsaid', 'duplicated'],
    ...['out of order', 'recovered'],
  ];
  return [
    intro,
    summaryOf(rows),
    `\n${openOf(rows)}## Case by case\n\n`,
    tableOfCells([head, ...rows.map(cellsOf)]),
    `\n\\* The provider cannot have this trouble; the nearest that it can have:\n\n${insteadOf(rows)}`,
  ].join('');
}
