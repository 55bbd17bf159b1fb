/** Node-RED's replay: a source that plays a recording. */
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { ConfigError } from '../core/errors';
import type { MarketEvent } from '../core/event';
import type { Form } from '../core/provider';
import { toIso } from '../core/read';
import { nodePorts } from '../ports/node';
import { recordingFiles, shippedFolder } from '../ports/recordings';
import { parseReplay, parseSpeed, type ReplayParams } from '../transforms/recording/recording-form';
import { ownFolder } from './node-red-record';
import { registerFormNode, type FormNode } from './node-red-form-node';
import { eventMessage } from './node-red-source';
import type { StatusLine } from './node-red-status';
import { findRecording } from './recording-places';
import { RecordingReader } from './recording-reader';
import { runText } from './replay-runs';
import { Player, type ReplayNoticeKind } from './replay-player';

const actions = ['play', 'pause', 'stop', 'seek', 'speed'] as const;

type Control = NodeMessageInFlow & { action?: unknown; time?: unknown; speed?: unknown };

/** The time that a message asks for, in ms since 1970. Throws a ConfigError. */
function timeIn({ time, topic }: Control): number {
  const text: unknown = time ?? topic;
  const ms = typeof text === 'string' && /^\d{4}-\d\d-\d\d/.test(text.trim()) ? Date.parse(text) : NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new ConfigError('msg.time must be a time such as "2026-01-02T15:04:00Z".');
}

/** One replaying node. */
class ReplayNode implements FormNode {
  private readonly player: Player;
  private readonly params: ReplayParams;
  private isClosed = false;

  /** Throws a ConfigError. */
  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    form: Form,
    private readonly status: StatusLine,
  ) {
    this.params = parseReplay(form);
    this.player = new Player({
      clock: nodePorts.clock,
      params: this.params,
      open: () => this.open(),
      send: event => this.send(event),
      tell: (kind, message) => this.tell(kind, message),
      changed: () => this.show(),
    });
  }

  start(): void {
    if (this.params.autoStart) this.player.play();
    else this.show();
  }

  close(): void {
    this.isClosed = true;
    this.player.stop();
  }

  /** Obeys `msg.action`. Throws a ConfigError. */
  input(message: Control): void {
    const action = actions.find(one => one === message.action);
    if (!action) throw new ConfigError(`msg.action must be one of: ${actions.join(', ')}.`);
    if (action === 'seek') this.player.seek(timeIn(message));
    else if (action === 'speed') this.player.setSpeed(parseSpeed(message.speed ?? message.topic));
    else if (action === 'pause') this.player.halt();
    else this.player[action]();
  }

  private send(event: MarketEvent): void {
    // The nodes behind it forget, with each run, what they know of times that come once more.
    const message = { ...eventMessage(event), replay: runText(this.node.id, this.player.round) };
    this.node.send([message, null]);
  }

  private async open(): Promise<RecordingReader> {
    const folders = { shipped: shippedFolder, own: ownFolder(this.RED) };
    const path = await findRecording(recordingFiles, folders, this.params.recording);
    return RecordingReader.open(recordingFiles, path);
  }

  private get speed(): number | 'max' {
    return Number.isFinite(this.player.speed) ? this.player.speed : 'max';
  }

  /** A notice like those of the sources. */
  private tell(notice: ReplayNoticeKind, message: string): void {
    if (this.isClosed) return;
    const { events, malformed, position, progress } = this.player;
    const time = toIso(nodePorts.clock.now());
    const common = { notice, provider: 'replay', stream: this.params.recording, account: '', time, message };
    const at = position === undefined ? null : toIso(position);
    const details = { events, malformed, position: at, progress, speed: this.speed };
    this.node.send([null, { topic: notice, payload: { ...common, ...details } }]);
    if (notice === 'failed') this.node.error(message, { topic: 'failed' });
    if (notice === 'damaged') this.node.warn(message);
  }

  private show(): void {
    const read = (): Record<string, string> => {
      const { events, position, progress } = this.player;
      return {
        speed: this.speed === 'max' ? this.RED._('status.max') : `${this.speed}×`,
        time: position === undefined ? '–' : (toIso(position)?.slice(11, 19) ?? '–'),
        percent: String(Math.floor(progress * 100)),
        events: events.toLocaleString('en-US'),
      };
    };
    const { state } = this.player;
    if (state === 'playing') this.status.count('playing', read);
    else if (state === 'paused') this.status.count('paused', read, 'yellow', 'ring');
    else if (state === 'ended') this.status.count('ended', read, 'grey', 'dot');
    else if (state === 'failed') this.status.say('failed.other', 'red', 'ring');
    else this.status.say('ready', 'grey', 'ring');
  }
}

/** Registers the replaying node. */
export function registerReplay(RED: NodeAPI, type: string): void {
  registerFormNode(RED, type, (node, form, status) => new ReplayNode(RED, node, form, status));
}
