/** Node-RED's `/comms` socket, as the editor uses it: debug messages and node statuses. */
import { WebSocket } from 'ws';

/** What a debug node showed. `value` is decoded where Node-RED sent an object as text. */
export interface DebugMessage {
  id: string;
  name?: string;
  topic?: string;
  format: string;
  value: unknown;
}

export interface Status {
  id: string;
  fill?: string;
  shape?: string;
  text?: string;
}

/** Everything that came since the start or the last `clear`, in order. */
export class Comms {
  readonly debug: DebugMessage[] = [];
  readonly statuses: Status[] = [];
  private readonly socket: WebSocket;

  private constructor(url: string) {
    this.socket = new WebSocket(url, { handshakeTimeout: 10_000 });
    this.socket.on('message', data => {
      const parsed = JSON.parse((data as Buffer).toString()) as CommsMessage | CommsMessage[];
      for (const message of Array.isArray(parsed) ? parsed : [parsed]) this.take(message);
    });
  }

  static async open(base: string): Promise<Comms> {
    const comms = new Comms(`${base.replace(/^http/, 'ws')}/comms`);
    await new Promise((resolve, reject) => {
      comms.socket.once('open', resolve);
      comms.socket.once('error', reject);
    });
    // When the host is killed, the broken socket is no news.
    comms.socket.on('error', () => undefined);
    for (const topic of ['debug', 'status/#']) comms.socket.send(JSON.stringify({ subscribe: topic }));
    return comms;
  }

  /** Forgets what came so far. */
  clear(): void {
    this.debug.length = 0;
    this.statuses.length = 0;
  }

  close(): void {
    this.socket.terminate();
  }

  private take({ topic, data }: CommsMessage): void {
    if (topic === 'debug') this.debug.push(decodeDebug(data as RawDebug));
    if (topic?.startsWith('status/'))
      this.statuses.push({ ...(data as object), id: topic.slice('status/'.length) });
  }
}

interface CommsMessage {
  topic?: string;
  data?: unknown;
}

interface RawDebug {
  id: string;
  name?: string;
  topic?: string;
  format: string;
  msg: unknown;
}

function decodeDebug({ id, name, topic, format, msg }: RawDebug): DebugMessage {
  const value = typeof msg === 'string' && !format.startsWith('string') ? parseOrKeep(msg) : msg;
  return { id, format, value, ...(name !== undefined && { name }), ...(topic !== undefined && { topic }) };
}

function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
