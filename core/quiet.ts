import type { Announcement } from './announce';
import { isObject, isTime } from './read';

/** When data may be expected. Instants are ms since 1970. */
export interface OpenHours {
  isOpen(ms: number): boolean;
  /** When it opens next, where it is closed at `ms`; Infinity for never. */
  opensAfter(ms: number): number;
}

/** A wish to be told where nothing comes, though something should. */
export interface QuietRule {
  /** Data is expected at least every so many minutes that are within the hours. */
  readonly minutes: number;
  readonly hours: OpenHours;
  /** The hours in a sentence, after "during"; empty where they never end. */
  readonly during: string;
}

/** Why nothing comes on a connection that is online. */
export type Silence =
  /** Nothing is expected until `opensAt`, ms since 1970. */
  | { readonly name: 'closed'; readonly opensAt: number }
  /** Nothing has come since `since`, ms since 1970, for longer than somebody expects. */
  | { readonly name: 'quiet'; readonly since: number };

/** A silence that was told, and whose end was not. */
export interface ToldSilence {
  /** The last data before it, else when it was first waited for; in ms since 1970. */
  readonly since: number;
  /** How long it lasted within the hours, in ms. */
  readonly silentMs: number;
}

/** A silence that was kept; undefined where it is none. */
export function readSilence(saved: unknown): ToldSilence | undefined {
  if (!isObject(saved)) return undefined;
  const { since, silentMs } = saved;
  return isTime(since) && isTime(silentMs) ? { since, silentMs } : undefined;
}

/** Whose silence it is, and who is told. */
export interface QuietSetup {
  readonly title: string;
  /** How a person calls what is subscribed. */
  labels(): string[];
  tell(announcement: Announcement): void;
}

const minuteMs = 60_000;
/** A market may be called closed once nothing has come for this long. */
const calmMs = minuteMs;
/** A tick that comes after more than this shows a host that was busy, or a connection that was gone: no silence. */
const longestTickMs = 2500;
/** Names listed in a notice. */
const mostNamed = 20;

/**
 * The silence of one subscription while its connection is online. Only time within the hours counts, and it goes on
 * where it stopped: what is silent on Friday at the close for five minutes is so for ten, five minutes after it opens on
 * Monday. Told once, and once more when data comes again; from then on it may be told anew. Whoever was told is told of
 * the end too, whatever is asked for by then.
 */
export class Quiet {
  private seen = 0;
  private tickedAt: number | undefined;
  private heardAt = -Infinity;
  /** The last data, else when it was first waited for. */
  private since: number | undefined;
  private silentMs = 0;
  /** Of what is asked for now. */
  private isTold = false;
  private silence: Silence | undefined;

  constructor(
    private readonly rule: QuietRule,
    private readonly setup: QuietSetup,
    /** Told before what is asked for now, in an earlier life too. */
    private before?: ToldSilence,
  ) {}

  /** What was told and not taken back, by what is asked for now or by what was before. */
  get told(): ToldSilence | undefined {
    const { before, isTold, since, silentMs } = this;
    if (before) return { since: before.since, silentMs: before.silentMs + silentMs };
    return isTold && since !== undefined ? { since, silentMs } : undefined;
  }

  /** Something else was asked for: waits for that as if from the start. */
  restart(): void {
    this.before = this.told;
    this.since = this.tickedAt = undefined;
    this.heardAt = -Infinity;
    this.silentMs = 0;
    this.isTold = false;
  }

  /**
   * To be called about once a second while the connection is online. `live` counts all that came so far and is
   * not of the past: what is sent anew on a connect is no sign that a feed has come back to life. Gives the same object
   * for as long as nothing has changed.
   */
  tick(now: number, live: number): Silence | undefined {
    const passed = now - (this.tickedAt ?? now);
    this.tickedAt = now;
    this.since ??= now;
    if (live !== this.seen) {
      this.seen = live;
      this.hear(now);
      return (this.silence = undefined);
    }
    const isOpen = this.rule.hours.isOpen(now);
    const isSilent = isOpen && passed > 0 && passed <= longestTickMs;
    if (isSilent) this.silentMs += passed;
    if (isSilent && !this.isTold && this.silentMs >= this.rule.minutes * minuteMs) this.tell();
    return (this.silence = isOpen ? this.whileOpen() : this.whileClosed(now));
  }

  private whileOpen(): Silence | undefined {
    if (!this.isTold || this.since === undefined) return undefined;
    return this.silence?.name === 'quiet' ? this.silence : { name: 'quiet', since: this.since };
  }

  /** What still comes after the hours is shown as ever. */
  private whileClosed(now: number): Silence | undefined {
    if (Math.abs(now - this.heardAt) < calmMs) return undefined;
    const { silence } = this;
    if (silence?.name === 'closed' && silence.opensAt > now) return silence;
    return { name: 'closed', opensAt: this.rule.hours.opensAfter(now) };
  }

  private hear(now: number): void {
    const { told } = this;
    this.before = undefined;
    this.heardAt = this.since = now;
    this.silentMs = 0;
    this.isTold = false;
    if (told) this.takeBack(told);
  }

  private takeBack({ since, silentMs }: ToldSilence): void {
    const silentMinutes = Math.round((10 * silentMs) / minuteMs) / 10;
    const message = `Data comes again from ${this.setup.title}, after ${silentMinutes} min without.`;
    const details = { ...this.details(since), over: true, silentMinutes };
    this.setup.tell({ notice: 'quiet', message, details });
  }

  private tell(): void {
    this.isTold = true;
    const { minutes, during } = this.rule;
    const message = `${this.setup.title} is connected, but has sent nothing for ${minutes} min${during && ` during ${during}`}. See whether what is subscribed trades today, whether the plan covers it, and whether the provider reports trouble.`;
    this.setup.tell({ notice: 'quiet', message, details: { ...this.details(this.since ?? 0), over: false } });
  }

  private details(since: number): Record<string, unknown> {
    return {
      since: new Date(since).toISOString(),
      minutes: this.rule.minutes,
      symbols: this.setup.labels().slice(0, mostNamed),
    };
  }
}
