import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { seededRandom } from '../../simulator/random';

/** What a line does to the bytes that the server sends. */
export type LineFault =
  | { kind: 'none' }
  /** Bytes vanish in both directions, and nobody hears that the other side has gone. */
  | { kind: 'hole' }
  /** Handshakes are answered, and nothing that the server says after that arrives. */
  | { kind: 'mute' }
  /** Pieces of one to seven bytes. */
  | { kind: 'slices' }
  | { kind: 'slow'; bytesPerSecond: number }
  /** Each packet is late by a time of its own, and none overtakes another. */
  | { kind: 'jitter'; upToMs: number }
  /** The next packet ends in its middle, and the line with it. */
  | { kind: 'cut' };

const slowStepMs = 50;
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** A TCP line between a client and a server on this machine that can be made as bad as lines are. */
export class Proxy {
  fault: LineFault = { kind: 'none' };
  /** A port of this machine that is taken, so that nobody else gets it, and where nothing listens. */
  deadPort = 0;
  private readonly server: Server;
  private readonly pairs = new Set<Pair>();
  private placeholder: Socket | undefined;
  readonly random = seededRandom(1);

  private constructor(private readonly target: number) {
    this.server = createServer(client => this.accept(client));
  }

  /** Starts a proxy on a free port, in front of a port of this machine. */
  static async start(target: number): Promise<Proxy> {
    const proxy = new Proxy(target);
    await new Promise<void>(resolve => proxy.server.listen(0, '127.0.0.1', resolve));
    const placeholder = connect(target, '127.0.0.1');
    placeholder.on('error', () => undefined);
    await new Promise<void>(resolve => placeholder.once('connect', resolve));
    proxy.placeholder = placeholder;
    proxy.deadPort = placeholder.localPort ?? 0;
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Lines that are open on either side. */
  get open(): number {
    return this.pairs.size;
  }

  /** Ends all lines by a TCP reset. */
  reset(): void {
    for (const pair of this.pairs) pair.reset();
  }

  /** The server's side of all lines goes, and clients do not hear of it. */
  forsake(): void {
    for (const pair of this.pairs) pair.forsake();
  }

  async close(): Promise<void> {
    this.reset();
    this.placeholder?.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    const pair: Pair = new Pair(this, client, connect(this.target, '127.0.0.1'), () =>
      this.pairs.delete(pair),
    );
    this.pairs.add(pair);
  }
}

/** One client and its line to the server. */
class Pair {
  private readonly packets: { bytes: Buffer; at: number }[] = [];
  private isPumping = false;
  private hasServerEnded = false;
  private isForsaken = false;

  constructor(
    private readonly proxy: Proxy,
    private readonly client: Socket,
    private readonly upstream: Socket,
    onGone: () => void,
  ) {
    client.setNoDelay(true);
    for (const socket of [client, upstream]) {
      socket.on('error', () => undefined);
      socket.on('close', () => client.destroyed && upstream.destroyed && onGone());
    }
    client.on('data', bytes => this.isHole || upstream.write(bytes));
    client.on('close', () => this.isHole || upstream.destroy());
    upstream.on('data', bytes => this.receive(bytes));
    upstream.on('close', () => this.onServerEnd());
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.upstream.resetAndDestroy();
  }

  forsake(): void {
    this.isForsaken = true;
    this.upstream.destroy();
  }

  private get isHole(): boolean {
    return this.isForsaken || this.proxy.fault.kind === 'hole';
  }

  private receive(bytes: Buffer): void {
    const { fault, random } = this.proxy;
    if (fault.kind === 'hole') return;
    const at = Date.now() + (fault.kind === 'jitter' ? random() * fault.upToMs : 0);
    this.packets.push({ bytes, at });
    if (!this.isPumping) void this.pump();
  }

  private onServerEnd(): void {
    this.hasServerEnded = true;
    if (!this.isPumping && !this.isHole) this.client.end();
  }

  private async pump(): Promise<void> {
    this.isPumping = true;
    for (let packet = this.packets.shift(); packet; packet = this.packets.shift()) {
      const wait = packet.at - Date.now();
      if (wait > 0) await pause(wait);
      await this.transmit(packet.bytes);
    }
    this.isPumping = false;
    if (this.hasServerEnded && !this.isHole) this.client.end();
  }

  private async transmit(bytes: Buffer): Promise<void> {
    const { fault, random } = this.proxy;
    if (fault.kind === 'hole' || this.client.destroyed) return;
    if (fault.kind === 'mute') return this.handshakeOnly(bytes);
    if (fault.kind === 'cut') {
      this.proxy.fault = { kind: 'none' };
      this.client.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => this.reset());
    } else if (fault.kind === 'slices') {
      await this.inPieces(bytes, () => 1 + Math.floor(random() * 7), turn);
    } else if (fault.kind === 'slow') {
      const size = Math.max(1, Math.floor((fault.bytesPerSecond * slowStepMs) / 1000));
      await this.inPieces(
        bytes,
        () => size,
        () => pause(slowStepMs),
      );
    } else this.client.write(bytes);
  }

  private handshakeOnly(bytes: Buffer): void {
    const end = bytes.indexOf('\r\n\r\n');
    if (bytes.subarray(0, 5).toString() === 'HTTP/' && end > 0) this.client.write(bytes.subarray(0, end + 4));
  }

  private async inPieces(bytes: Buffer, size: () => number, rest: () => Promise<void>): Promise<void> {
    for (let at = 0; at < bytes.length && !this.client.destroyed;) {
      const end = at + size();
      this.client.write(bytes.subarray(at, end));
      at = end;
      await rest();
    }
  }
}
