/** What Node-RED's editor asks about recordings: which there are, and what alert rules would have done over one. */
import type { NodeAPI } from 'node-red';
import { ConfigError, toStreamError } from '../core/errors';
import { isObject } from '../core/read';
import { nodePorts } from '../ports/node';
import { recordingFiles, shippedFolder } from '../ports/recordings';
import { parseAlerts } from '../transforms/alert/alert';
import { ownFolder } from './node-red-record';
import { findListed, listRecordings, type RecordingFolders } from './recording-places';
import { RecordingReader } from './recording-reader';
import { tryAlerts, type Tried } from './would-have-fired';

/** Who may see alerts in the editor may try them. */
const permission = 'market-alert.read';
/** Each costs a core for some seconds. */
const mostAtOnce = 2;

/** What is used of the host's requests and answers. */
interface Request {
  body?: unknown;
}
interface Answer {
  status(code: number): Answer;
  json(value: unknown): unknown;
  on(name: 'close', listener: () => void): unknown;
}

const served = new WeakSet<object>();
let running = 0;

/**
 * Serves, once in a host however often it is called:
 *
 * - `GET market-feeds/recordings`: the recordings that can be chosen by name, as `RecordingChoice[]`;
 * - `POST market-feeds/would-have-fired` of `{ rules, recording }`, the rules as in an alert's form: what they would
 *   have done, as {@link Tried}. Only shipped recordings and those in the recordings folder are read. 400 with a
 *   `message` where something is wrong with the form or the recording, 429 while others are being tried.
 */
export function serveWouldHaveFired(RED: NodeAPI): void {
  if (served.has(RED.httpAdmin)) return;
  served.add(RED.httpAdmin);
  const folders = (): RecordingFolders => ({ shipped: shippedFolder, own: ownFolder(RED) });
  const guard = RED.auth.needsPermission(permission);
  RED.httpAdmin.get('/market-feeds/recordings', guard, (_request: Request, answer: Answer) => {
    void reply(answer, () => listRecordings(recordingFiles, folders()));
  });
  RED.httpAdmin.post('/market-feeds/would-have-fired', guard, (request: Request, answer: Answer) => {
    if (running >= mostAtOnce) {
      answer
        .status(429)
        .json({ message: 'Rules are being tried already: wait a few seconds and try again.' });
      return;
    }
    running += 1;
    void reply(answer, () => answerTo(request.body, folders(), answer)).finally(() => (running -= 1));
  });
}

async function reply(answer: Answer, make: () => Promise<unknown>): Promise<void> {
  try {
    answer.json(await make());
  } catch (thrown) {
    const { message } = toStreamError(thrown);
    answer.status(thrown instanceof ConfigError ? 400 : 500).json({ message });
  }
}

async function answerTo(body: unknown, folders: RecordingFolders, answer: Answer): Promise<Tried> {
  if (!isObject(body)) throw new ConfigError('Send an object with rules and a recording.');
  const rules = parseAlerts(body);
  const path = await findListed(recordingFiles, folders, body['recording']);
  const reader = await RecordingReader.open(recordingFiles, path);
  let isThere = true;
  answer.on('close', () => (isThere = false));
  try {
    return await tryAlerts(rules, reader, nodePorts.clock, () => isThere);
  } finally {
    await reader.close();
  }
}
