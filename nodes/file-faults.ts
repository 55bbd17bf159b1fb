/** What the system says of files, for a person. */
import { isObject } from '../core/read';

/** The system's code, for instance `ENOSPC`; empty where there is none. */
export function codeOf(thrown: unknown): string {
  return isObject(thrown) && typeof thrown.code === 'string' ? thrown.code : '';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'Node-RED may not do that: check who owns it and its permissions',
  EDQUOT: 'the disk quota is used up: make room',
  EEXIST: 'there is a file where a folder is needed: choose another folder',
  EIO: 'the disk failed',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the path is too long',
  ENOENT: 'it does not exist',
  ENOSPC: 'the disk is full: make room',
  ENOTDIR: 'there is a file where a folder is needed: choose another folder',
  EPERM: 'the system does not allow it',
  EROFS: 'the disk is read-only',
};

/** The part of a sentence after the colon. */
export function whyFile(thrown: unknown): string {
  const code = codeOf(thrown);
  return reasons[code] ?? (code || (thrown instanceof Error ? thrown.message : String(thrown)));
}
