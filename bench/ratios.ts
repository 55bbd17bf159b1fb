/** Lines that compare two consumers by what they measured in the same rounds. */
import type { Measured } from './measure';
import { spreadOf, type Round } from './rounds';
import { short, spreadText, type Line } from './table';

const perSecond = ({ measured, wallMs }: Measured): number => (measured / wallMs) * 1000;
const microseconds = ({ measured, cpuMs }: Measured): number => (cpuMs / measured) * 1000;

/** A figure of one divided by that of another, in each round. */
function ratios(
  rounds: readonly Round<Measured>[],
  one: string,
  other: string,
  read: (measured: Measured) => number,
): number[] {
  return rounds.map(({ results }) => read(results[one] as Measured) / read(results[other] as Measured));
}

function figuresOf(rounds: readonly Round<Measured>[], kind: string): string {
  const of = (read: (measured: Measured) => number): number =>
    spreadOf(rounds.map(({ results }) => read(results[kind] as Measured))).median;
  return `${kind} ${short(of(microseconds))} µs, ${short(of(perSecond))}/s`;
}

/** The throughput of one divided by that of another, with the goal for it. */
export function ratioLine(
  rounds: readonly Round<Measured>[],
  row: string,
  one: string,
  other: string,
  goal?: number,
): Line {
  const spread = spreadOf(ratios(rounds, one, other, perSecond));
  // Whoever else is on the machine disturbs this less than throughput.
  const byTime = spreadOf(ratios(rounds, other, one, microseconds)).median;
  return {
    row,
    measured: spreadText(spread),
    goal: goal === undefined ? '' : `≥ ${goal}`,
    reached: goal === undefined ? undefined : spread.median >= goal,
    figures: [
      `${short(byTime)} by processor time`,
      ...[one, other].map(kind => figuresOf(rounds, kind)),
    ].join('; '),
  };
}
