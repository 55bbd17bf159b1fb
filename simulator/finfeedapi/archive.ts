import type { Journal } from '../journal';
import { hashText, seededRandom, type Random } from '../random';
import { inventFiling, type Filing } from './filing';
import type { FinFeedApiSettings } from './options';

/**
 * The filings of the hours before the feed began come in slots, one each. What is in a slot depends on its time and
 * the seed only, so that a feed that was started again has the same past, and a client that kept its memory finds
 * what it knows and what came meanwhile.
 */
const SLOT_MS = 120_000;

/** Live filings count in tenths of a second since 1970: far above the slots, and above those of any earlier run. */
const SERIAL_MS = 100;

/** The last filings, which every new connection is sent first, and the source of new ones. */
export class Archive {
  private readonly filings: Filing[] = [];
  private readonly random: Random;
  private serial: number;

  constructor(
    private readonly settings: FinFeedApiSettings,
    private readonly seed: number,
    now: number,
    private readonly journal: Journal,
  ) {
    this.random = seededRandom(seed ^ hashText('filings'));
    this.serial = Math.floor(now / SERIAL_MS);
    const firstOpenSlot = Math.max(0, Math.floor(now / SLOT_MS));
    const first = Math.max(0, firstOpenSlot - settings.backlog);
    for (let slot = first; slot < firstOpenSlot; slot += 1) this.filings.push(this.ofSlot(slot));
  }

  /** Oldest first. */
  get backlog(): readonly Filing[] {
    return this.filings;
  }

  /** A new filing, invented where a field is missing, and kept: published at `time`, and found then or before. */
  add(time: number, given: Partial<Filing> = {}, foundAt = time): Filing {
    const { fractionDigits } = this.settings.switches;
    this.serial += 1;
    const invented = inventFiling(this.random, { foundAt, serial: this.serial, fractionDigits });
    const filing = { ...invented, ...given };
    this.note(filing, time);
    return this.keep(filing);
  }

  /** The filings that came while nobody listened: as many as fit into the backlog, at their usual distance. */
  catchUp(since: number, now: number): void {
    const { everyMs, backlog } = this.settings;
    if (everyMs <= 0) return;
    const missed = Math.min(backlog, Math.floor((now - since) / everyMs));
    for (let left = missed; left > 0; left -= 1) this.add(now - left * everyMs);
  }

  /** An accession number and a CIK make a filing (protocol page, section 6). */
  private note({ accession_no, cik }: Filing, time: number): void {
    const symbol = cik === null ? null : String(cik);
    this.journal.publish({ time, stream: '/', kind: 'record', symbol, id: `${accession_no}|${cik}` });
  }

  private keep(filing: Filing): Filing {
    this.filings.push(filing);
    if (this.filings.length > this.settings.backlog) this.filings.shift();
    return filing;
  }

  private ofSlot(slot: number): Filing {
    const random = seededRandom(this.seed ^ hashText(`filing ${slot}`));
    const foundAt = Math.floor((slot + random()) * SLOT_MS);
    const { fractionDigits } = this.settings.switches;
    return inventFiling(random, { foundAt, serial: slot, fractionDigits });
  }
}
