/** A gzip file that grows at its end and can be read at any time, also after its writer was killed. */
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { constants, createGzip, type Gzip } from 'node:zlib';
import type { GrowingFile } from '../core/ports';

/**
 * One gzip member. Each append ends with a sync flush: all text up to there can be read, whatever becomes of the rest,
 * and the next one still profits from what is alike in it.
 */
export class GzipFile implements GrowingFile {
  private readonly gzip: Gzip;
  private compressed: Buffer[] = [];
  private size = 0;
  /** After a failure: what is in the file does not fit to what the compression has seen. */
  private isBroken = false;

  private constructor(private readonly file: FileHandle) {
    this.gzip = createGzip();
    this.gzip.on('data', (part: Buffer) => this.compressed.push(part));
  }

  /** Makes the file and the folders on the way to it. Rejects with `EEXIST` where there is one. */
  static async create(path: string): Promise<GzipFile> {
    await mkdir(dirname(path), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      // `EEXIST` is to mean that the file is there.
      throw error.code === 'EEXIST' ? Object.assign(error, { code: 'ENOTDIR' }) : error;
    });
    return new GzipFile(await open(path, 'wx'));
  }

  async append(text: string): Promise<number> {
    this.gzip.write(text);
    await new Promise<void>(fulfil => this.gzip.flush(constants.Z_SYNC_FLUSH, fulfil));
    return this.write();
  }

  async isGone(): Promise<boolean> {
    return (await this.file.stat()).nlink === 0;
  }

  async close(): Promise<void> {
    try {
      if (this.isBroken) return;
      await new Promise<void>(fulfil => this.gzip.once('end', fulfil).end());
      await this.write();
      await this.file.sync();
    } finally {
      this.gzip.close();
      await this.file.close();
    }
  }

  /** Writes what has been compressed. */
  private async write(): Promise<number> {
    // Whatever the stream still holds is handed out by reading.
    while (this.gzip.read() !== null);
    const bytes = Buffer.concat(this.compressed);
    this.compressed = [];
    try {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, this.size + done);
        done += bytesWritten;
      }
    } catch (thrown) {
      this.isBroken = true;
      // Half a part might be read as lines that are written once more elsewhere.
      await this.file.truncate(this.size).catch(() => undefined);
      throw thrown;
    }
    this.size += bytes.length;
    return this.size;
  }
}
