/** Text files, compressed or not, read part by part. */
import { open, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { TextFile } from '../core/ports';

/** Bytes read at once. Compressed ones become up to a thousand times as many. */
const largestPart = 16 * 1024;
/** A part in which damage is found is lost as a whole: towards the end, where it is, parts get small. */
const smallestPart = 256;
const partsLeft = 64;

/** A file as it is read. A torn end is an end; what follows a damaged place is left out. */
export class StoredText implements TextFile {
  position = 0;
  isDamaged = false;
  private readonly decoder = new StringDecoder('utf8');
  private gunzip: Gunzip | undefined;
  private isOver = false;

  private constructor(
    private readonly file: FileHandle,
    readonly size: number,
  ) {}

  static async open(path: string): Promise<StoredText> {
    const file = await open(path, 'r');
    try {
      return new StoredText(file, (await file.stat()).size);
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  }

  async read(): Promise<string | undefined> {
    while (!this.isOver) {
      const text = this.decoder.write(await this.part());
      if (text !== '') return text;
    }
    const rest = this.decoder.end();
    return rest === '' ? undefined : rest;
  }

  async close(): Promise<void> {
    this.isOver = true;
    this.gunzip?.destroy();
    await this.file.close();
  }

  /** The next bytes of the text. */
  private async part(): Promise<Buffer> {
    const left = Math.ceil((this.size - this.position) / partsLeft);
    const length = Math.min(largestPart, Math.max(smallestPart, left));
    const { bytesRead, buffer } = await this.file.read(Buffer.alloc(length), 0, length, this.position);
    const bytes = buffer.subarray(0, bytesRead);
    if (this.position === 0 && bytes[0] === 0x1f && bytes[1] === 0x8b) this.gunzip = createGunzip();
    this.position += bytesRead;
    if (bytesRead === 0) this.isOver = true;
    if (!this.gunzip || bytesRead === 0) return bytes;
    const { unpacked, isWhole } = await unpack(this.gunzip, bytes);
    if (!isWhole) this.isDamaged = this.isOver = true;
    return unpacked;
  }
}

/** What a part becomes; not whole where it is no gzip. */
function unpack(gunzip: Gunzip, bytes: Buffer): Promise<{ unpacked: Buffer; isWhole: boolean }> {
  return new Promise(fulfil => {
    const parts: Buffer[] = [];
    const end = (isWhole: boolean): void => {
      while (isWhole && gunzip.read() !== null);
      // It may tell of the same error twice.
      gunzip
        .removeAllListeners('data')
        .removeAllListeners('error')
        .on('error', () => undefined);
      fulfil({ unpacked: Buffer.concat(parts), isWhole });
    };
    gunzip.on('data', (part: Buffer) => parts.push(part));
    gunzip.on('error', () => end(false));
    gunzip.write(bytes, error => end(!error));
  });
}
