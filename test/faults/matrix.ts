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
}

/** A case and what came of it. */
export interface Row {
  readonly family: Family;
  readonly driver: Driver;
  readonly outcome: Outcome | undefined;
}

/** Plays one case. Rejects where it got stuck. */
async function play(driver: Driver, family: Family): Promise<Outcome> {
  const run = await FaultRun.start(driver, family.options?.(driver.id, driver));
  try {
    await family.play(run);
    const verdict = check(await run.finish());
    const { kinds: notices } = run.sink;
    const closings = run.sink.told('gap-closed').map(({ complete }) => complete);
    const messages = run.sink.entries.flatMap(entry =>
      entry.kind === 'notice' ? [String(entry.notice['message'])] : [],
    );
    return { verdict, notices, closings, messages };
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

  async outcome(driver: Driver, family: Family): Promise<Outcome> {
    const index = this.cells.findIndex(cell => cell.driver === driver && cell.family === family);
    const ahead = process.env.FAULTS_ALONE ? 1 : this.atOnce;
    for (const cell of this.cells.slice(index, index + ahead)) this.start(cell);
    try {
      const outcome = await (this.cells[index]?.outcome as Promise<Outcome>);
      this.rows.push({ family, driver, outcome });
      return outcome;
    } catch (thrown) {
      this.rows.push({ family, driver, outcome: undefined });
      throw thrown;
    }
  }

  /** Writes the table to the file that `FAULTS_TABLE` names, if it names one. */
  write(): void {
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
