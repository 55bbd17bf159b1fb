import { writeFileSync } from 'node:fs';
import { check, type Verdict } from './checker';
import type { Driver } from './drivers';
import type { Family } from './family';
import { FaultRun } from './faultRun';
import { tableOf } from './table';

/** What a case showed. */
export interface Outcome {
  readonly verdict: Verdict;
  /** The kinds of the notices, in order. */
  readonly notices: readonly string[];
  /** What each `gap-closed` said of completeness. */
  readonly closings: readonly unknown[];
  readonly messages: readonly string[];
  /** Of the subscription, before it was stopped. */
  readonly state: string;
}

/** A case and what came of it. */
export interface Row {
  readonly family: Family;
  readonly driver: Driver;
  /** Undefined where the run got stuck. */
  readonly outcome: Outcome | undefined;
  isSurvived: boolean;
}

/** Plays one case. Rejects where it got stuck. */
async function play(driver: Driver, family: Family): Promise<Outcome> {
  const run = await FaultRun.start(driver, family.options?.(driver.id, driver));
  try {
    await family.play(run);
    const { state } = run;
    const verdict = check(await run.finish());
    const { kinds: notices } = run.sink;
    const closings = run.sink.told('gap-closed').map(({ complete }) => complete);
    const messages = run.sink.entries.flatMap(entry =>
      entry.kind === 'notice' ? [String(entry.notice['message'])] : [],
    );
    return { verdict, notices, closings, messages, state };
  } finally {
    await run.close();
  }
}

interface Cell {
  readonly family: Family;
  readonly driver: Driver;
  outcome?: Promise<Outcome>;
}

/** The cases, of which several run at the same time: whoever asks for one also starts those that come next. */
export class Matrix {
  private readonly cells: Cell[];
  private readonly rows: Row[] = [];

  constructor(
    drivers: readonly Driver[],
    families: readonly Family[],
    private readonly atOnce: number,
  ) {
    this.cells = families.flatMap(family => drivers.map(driver => ({ family, driver })));
  }

  /** Plays a case and lets `judge` say what it thinks of it, by throwing. Rejects with that, or where it got stuck. */
  async judge(driver: Driver, family: Family, judge: (outcome: Outcome) => void): Promise<void> {
    const index = this.cells.findIndex(cell => cell.driver === driver && cell.family === family);
    for (const cell of this.cells.slice(index, index + this.atOnce)) this.start(cell);
    const outcome = await this.cells[index]?.outcome?.catch(() => undefined);
    const row: Row = { family, driver, outcome, isSurvived: false };
    this.rows.push(row);
    judge(outcome ?? (await (this.cells[index]?.outcome as Promise<Outcome>)));
    row.isSurvived = true;
  }

  /** Waits for what was started and nobody asked for; writes the table to the file that `FAULTS_TABLE` names, if any. */
  async end(): Promise<void> {
    await Promise.allSettled(this.cells.flatMap(({ outcome }) => outcome ?? []));
    const file = process.env.FAULTS_TABLE;
    if (file) writeFileSync(file, tableOf(this.rows));
  }

  private start(cell: Cell): void {
    if (cell.outcome) return;
    cell.outcome = play(cell.driver, cell.family);
    // Whoever asks for it hears of its failure; until then nobody is there to hear.
    cell.outcome.catch(() => undefined);
  }
}
