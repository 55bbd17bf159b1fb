import type { Row } from './matrix';

const count = (list: readonly string[]): string => String(list.length);

function cellsOf({ family, driver, outcome }: Row): string[] {
  const name = [family.name, driver.provider.title];
  if (!outcome) return [...name, 'stuck', '', '', '', '', ''];
  const { lostInGap, lostUnsaid, duplicated, outOfOrder, recoveryMs, published } = outcome.verdict;
  const recovery = recoveryMs === undefined ? '' : `${(recoveryMs / 1000).toFixed(1)} s`;
  const figures = [lostInGap, lostUnsaid, duplicated, outOfOrder].map(count);
  return [...name, String(published), ...figures, recovery];
}

/** The scoreboard as a page. */
export function tableOf(rows: readonly Row[]): string {
  const head = [
    ...['fault', 'provider', 'published', 'lost, and said', 'lost, unsaid', 'duplicated'],
    ...['out of order', 'recovered after'],
  ];
  const lines = [head, head.map(() => '---'), ...rows.map(cellsOf)];
  return lines.map(cells => `| ${cells.join(' | ')} |\n`).join('');
}
