import type { Admission, Handshake } from '../feed';
import type { Refusal } from '../gate';
import type { Ids } from './ids';
import { STREAM_PATHS, type BenzingaSettings } from './options';
import type { Slots } from './slots';

const PATHS = Object.values(STREAM_PATHS);

/** The body of a 503 as captured: a gateway without a backend (protocol page, section 4.1). */
const NO_BACKEND = '{"message":"failure to get a peer from the ring-balancer"}';

/** Judges handshakes: path, token and place, in that order (protocol page, sections 4.1 and 8). */
export class Doorkeeper {
  private readonly waiting = new Set<NodeJS.Timeout>();

  constructor(
    private readonly settings: BenzingaSettings,
    private readonly slots: Slots,
    private readonly ids: Ids,
  ) {}

  enter({ path, query }: Handshake): Admission | Promise<Admission> {
    const token = query.get('token') ?? '';
    if (!PATHS.includes(path)) return { refusal: this.refusal(502, 'Wrong route or server error.') };
    if (token === '' || token.startsWith('wrong')) {
      return { refusal: this.refusal(401, 'Invalid or missing token.') };
    }
    if (token.startsWith('noplan')) {
      return { refusal: this.refusal(403, 'The plan of this token lacks the stream.') };
    }
    if (this.slots.isFree(token, path)) return { stream: path };
    return this.later({ refusal: this.refusal(429) });
  }

  /** What the gateway says when it has no backend. */
  noBackend(): Refusal {
    return { ...this.refusal(503), body: NO_BACKEND };
  }

  /** Gives up on refusals that still wait; the server cuts their sockets. */
  close(): void {
    for (const timer of this.waiting) clearTimeout(timer);
    this.waiting.clear();
  }

  /** The real refusal of a second connection takes about 5 s (protocol page, section 1). */
  private later(admission: Admission): Admission | Promise<Admission> {
    const { slotDelayMs } = this.settings;
    if (slotDelayMs <= 0) return admission;
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.waiting.delete(timer);
        resolve(admission);
      }, slotDelayMs);
      this.waiting.add(timer.unref());
    });
  }

  /** Refusals carry a request id (section 4.1). Their bodies are invented but for the empty one of 429. */
  private refusal(status: number, message?: string): Refusal {
    const type = { 'Content-Type': 'application/json; charset=utf-8' };
    const headers = { ...type, 'x-bz-request-id': this.ids.uuid() };
    return { status, headers, body: message === undefined ? '' : JSON.stringify({ message }) };
  }
}
