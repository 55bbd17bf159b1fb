/** Node-RED's recorder: a sink that writes the events it gets to files. */
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { ConfigError } from '../core/errors';
import type { Form } from '../core/provider';
import { nodePorts } from '../ports/node';
import { defaultFolder, recordingFiles, writerName } from '../ports/recordings';
import { parseRecord } from '../transforms/recording/recording-form';
import { registerFormNode, type FormNode } from './node-red-form-node';
import type { StatusLine } from './node-red-status';
import { isEvent, whyNoEvent } from './payload';
import { Recorder } from './recorder';

const actions = ['flush', 'rotate'] as const;

/** The folder in which recordings are by themselves. */
export function ownFolder(RED: NodeAPI): string {
  return defaultFolder(RED.settings.userDir ?? '.');
}

/** `3.2 MB` */
function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1000)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** One recording node. */
class RecordNode implements FormNode {
  private readonly recorder: Recorder;

  /** Throws a ConfigError. */
  constructor(
    RED: NodeAPI,
    private readonly node: Node,
    form: Form,
    private readonly status: StatusLine,
  ) {
    const params = parseRecord(form);
    this.recorder = new Recorder({
      clock: nodePorts.clock,
      files: recordingFiles,
      folder: recordingFiles.join(ownFolder(RED), params.folder),
      params,
      writtenBy: writerName(),
      onFault: message => node.error(message, { topic: 'failed' }),
      changed: () => this.show(),
    });
  }

  start(): void {
    this.show();
  }

  async input(message: NodeMessageInFlow & { action?: unknown }): Promise<void> {
    const { action, payload } = message;
    if (action !== undefined && action !== '') await this.obey(action);
    else this.record(payload);
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    const lost = await this.recorder.close();
    if (lost > 0) this.node.warn(`${lost} events could not be written before the node was stopped.`);
    this.status.stop();
  }

  private obey(action: unknown): Promise<void> {
    const known = actions.find(one => one === action);
    if (!known) throw new ConfigError(`msg.action must be one of: ${actions.join(', ')}.`);
    return this.recorder[known]();
  }

  private record(payload: unknown): void {
    const events = Array.isArray(payload) ? (payload as unknown[]) : [payload];
    // All before any: a list that is refused must not be recorded in part.
    events.forEach((event, index) => {
      if (isEvent(event)) return;
      throw new ConfigError(
        whyNoEvent(event, Array.isArray(payload) ? `msg.payload[${index}]` : 'msg.payload'),
      );
    });
    for (const event of events.filter(isEvent)) this.write(event);
  }

  private write(event: Parameters<Recorder['add']>[0]): void {
    try {
      this.recorder.add(event);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message.split('\n')[0] : String(thrown);
      throw new ConfigError(`msg.payload cannot be written as JSON: ${why}.`);
    }
  }

  private show(): void {
    const { counts, isFailing } = this.recorder;
    const read = (): Record<string, string> => ({
      events: counts.events.toLocaleString('en-US'),
      size: sizeText(counts.bytes),
      dropped: counts.dropped.toLocaleString('en-US'),
    });
    if (isFailing) this.status.count('cannotWrite', read, 'red', 'ring');
    else if (counts.dropped > 0) this.status.count('dropping', read, 'yellow', 'dot');
    else if (counts.events > 0) this.status.count('counters', read);
    else this.status.say('ready', 'grey', 'ring');
  }
}

/** Registers the recording node. */
export function registerRecord(RED: NodeAPI, type: string): void {
  registerFormNode(RED, type, (node, form, status) => new RecordNode(RED, node, form, status));
}
