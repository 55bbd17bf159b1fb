/** Plays a recording: when each event is due, and what pause, seek, speed and stop do to that. */
import { ConfigError } from '../core/errors';
import type { MarketEvent } from '../core/event';
import { Pause } from '../core/pause';
import type { Clock } from '../core/ports';
import { toIso } from '../core/read';
import type { Recorded } from '../transforms/recording/recording-format';
import type { ReplayParams } from '../transforms/recording/recording-form';
import { Pace } from '../transforms/recording/replay-pace';
import { shiftTimes } from '../transforms/recording/shift-times';
import type { EventReader } from './recording-reader';

export type PlayerState = 'ready' | 'playing' | 'paused' | 'ended' | 'failed';

/** What a notice of a replay speaks of. */
export type ReplayNoticeKind =
  'started' | 'paused' | 'resumed' | 'moved' | 'stopped' | 'ended' | 'failed' | 'damaged';

export interface PlayerSetup {
  clock: Clock;
  params: ReplayParams;
  /** Opens the recording at its beginning. Rejects with a ConfigError. */
  open(): Promise<EventReader>;
  send(event: MarketEvent): void;
  /** Something that a person may want to know, as a sentence. */
  tell(kind: ReplayNoticeKind, message: string): void;
  /** State or position are others now. */
  changed(): void;
}

/** Events that leave in one turn of the event loop: others get theirs in between. */
const burst = 100;

const sumText = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

/** Plays one recording, again and again if asked to. Nothing leaves after `stop` has returned. */
export class Player {
  state: PlayerState = 'ready';
  /** Events sent since the start. */
  events = 0;
  malformed = 0;
  /** When the last event that was sent had arrived, in ms since 1970. */
  position: number | undefined;
  speed: number;
  /** Another one, and larger, after each start, round and jump. */
  round = 0;
  private run: object | undefined;
  private reader: EventReader | undefined;
  private pace: Pace;
  private readonly pause: Pause;
  private due = 0;
  private pausedAt = 0;
  private startAt = -Infinity;
  private inTurn = 0;
  /** Added to all times; undefined until the next event says how much. */
  private offset: number | undefined;
  private isDamageTold = false;

  constructor(private readonly setup: PlayerSetup) {
    this.speed = setup.params.speed;
    this.pause = new Pause(setup.clock);
    this.pace = this.newPace();
  }

  /** How much has been played, from 0 to 1. */
  get progress(): number {
    return this.state === 'ended' ? 1 : (this.reader?.progress ?? 0);
  }

  /** Starts, or goes on after a pause. */
  play(): void {
    if (this.state === 'playing') return;
    if (this.state !== 'paused') return this.start();
    const pausedMs = this.setup.clock.now() - this.pausedAt;
    this.pace.delay(pausedMs);
    this.due += pausedMs;
    this.offset = undefined;
    this.enter('playing', 'resumed', 'Goes on.');
    this.pause.wake();
  }

  /** Holds still until `play`. */
  halt(): void {
    if (this.state !== 'playing') return;
    this.pausedAt = this.setup.clock.now();
    this.enter('paused', 'paused', `Paused${this.atText()}.`);
    this.pause.wake();
  }

  /** Ends; the next `play` begins at the beginning. */
  stop(): void {
    this.startAt = -Infinity;
    if (!this.run) return;
    this.leave();
    this.enter('ready', 'stopped', `Stopped${this.atText()} after ${sumText(this.events, 'event')}.`);
  }

  /** Goes to a time (ms since 1970): events that arrived before it are left out. Where nothing plays, `play` begins there. */
  seek(ms: number): void {
    this.startAt = ms;
    const { state } = this;
    if (!this.run) return;
    this.leave();
    this.begin();
    this.enter(state, 'moved', `Goes to ${toIso(ms)}.`);
  }

  /** Another speed from now on; Infinity: as fast as possible. */
  setSpeed(speed: number): void {
    const now = this.state === 'paused' ? this.pausedAt : this.setup.clock.now();
    this.speed = speed;
    this.due = this.pace.change(speed, this.due, now);
    this.setup.changed();
    this.pause.wake();
  }

  private start(): void {
    this.events = this.malformed = 0;
    this.isDamageTold = false;
    this.position = undefined;
    this.begin();
    this.enter('playing', 'started', 'Playing begins.');
  }

  private begin(): void {
    const run = (this.run = {});
    const from = this.startAt;
    this.startAt = -Infinity;
    this.pausedAt = this.setup.clock.now();
    void this.playAll(run, from).catch((thrown: unknown) => this.fail(run, thrown));
  }

  private async playAll(run: object, from: number): Promise<void> {
    let start = from;
    let sent: number;
    do {
      const before = this.events;
      await this.playOnce(run, start);
      if (!this.isOn(run)) return;
      sent = this.events - before;
      // A loop over nothing would never give way.
      if (sent === 0 && start === -Infinity) throw new ConfigError('The recording holds no events.');
      start = -Infinity;
    } while (this.setup.params.loop);
    const nothing = sent === 0 ? ` There is nothing at or after ${toIso(from)}.` : '';
    this.leave();
    this.enter('ended', 'ended', `Played ${sumText(this.events, 'event')}.${nothing}`);
  }

  private async playOnce(run: object, from: number): Promise<void> {
    const reader = await this.setup.open();
    this.round = Math.max(this.round + 1, this.setup.clock.now());
    this.pace = this.newPace();
    this.offset = undefined;
    if (this.isOn(run)) this.reader = reader;
    try {
      for (let some = await reader.read(); some && this.isOn(run); some = await reader.read())
        for (const recorded of some) {
          if (recorded.at < from) continue;
          this.due = this.pace.next(recorded.at, this.setup.clock.now());
          if (!this.isDue()) await this.untilDue(run);
          if (!this.isOn(run)) return;
          this.sendOne(recorded);
        }
    } finally {
      if (this.isOn(run)) this.count(reader.malformed);
      await reader.close();
    }
  }

  private isOn(run: object): boolean {
    return run === this.run;
  }

  private isDue(): boolean {
    return this.state === 'playing' && this.inTurn < burst && this.due <= this.setup.clock.now();
  }

  private async untilDue(run: object): Promise<void> {
    while (this.isOn(run) && !this.isDue()) {
      const ms = Math.max(0, this.due - this.setup.clock.now());
      await this.pause.start(this.state === 'paused' ? undefined : ms);
      this.inTurn = 0;
    }
  }

  private sendOne({ event, at }: Recorded): void {
    this.inTurn += 1;
    this.events += 1;
    this.position = at;
    if (this.setup.params.times === 'now') {
      this.offset ??= this.setup.clock.now() - at;
      this.setup.send(shiftTimes(event, this.offset));
    } else this.setup.send(event);
    this.setup.changed();
  }

  private count(malformed: number): void {
    this.malformed = Math.max(this.malformed, malformed);
    if (this.malformed === 0 || this.isDamageTold) return;
    this.isDamageTold = true;
    this.setup.tell(
      'damaged',
      `${sumText(this.malformed, 'line')} of the recording could not be read and ${this.malformed === 1 ? 'was' : 'were'} left out.`,
    );
  }

  private fail(run: object, thrown: unknown): void {
    if (!this.isOn(run)) return;
    this.leave();
    this.enter('failed', 'failed', thrown instanceof Error ? thrown.message : String(thrown));
  }

  /** Nothing of the run that is on comes any more. */
  private leave(): void {
    if (this.reader) this.count(this.reader.malformed);
    this.run = this.reader = undefined;
    this.pause.wake();
  }

  private enter(state: PlayerState, kind: ReplayNoticeKind, message: string): void {
    this.state = state;
    this.setup.tell(kind, message);
    this.setup.changed();
  }

  private newPace(): Pace {
    return new Pace(this.speed, this.setup.params.longestPauseMs);
  }

  private atText(): string {
    return this.position === undefined ? '' : ` at ${toIso(this.position)}`;
  }
}
