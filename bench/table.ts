/** The table that the bench prints and `docs/performance.md` shows. */
import type { Spread } from './rounds';

/** One line of it. */
export interface Line {
  row: string;
  /** The measure: a ratio, or what else the goal speaks of. */
  measured: string;
  goal: string;
  /** Undefined where there is no goal. */
  reached: boolean | undefined;
  /** Absolute figures: true for this machine on this day only. */
  figures: string;
}

/** A short text of a number: three digits at the least. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) return `${Math.round(value / 1000)}k`;
  if (size >= 1000) return `${(value / 1000).toFixed(1)}k`;
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

export function spreadText({ median, least, most }: Spread): string {
  return `${short(median)} (${short(least)}–${short(most)})`;
}

const head = ['row', 'measured', 'goal', 'reached', 'absolute figures'];

function cells({ row, measured, goal, reached, figures }: Line): string[] {
  return [row, measured, goal, reached === undefined ? '' : reached ? 'yes' : 'NO', figures];
}

/** Columns padded for a terminal; valid Markdown too. */
export function tableOf(lines: readonly Line[]): string {
  const rows = [head, ...lines.map(cells)];
  const widths = head.map((_, column) => Math.max(...rows.map(row => (row[column] as string).length)));
  const text = rows.map(
    row => `| ${row.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`,
  );
  text.splice(1, 0, `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`);
  return text.join('\n');
}
