/** Whom a message is for, where the service wants that in the message itself: a Slack channel, a Telegram chat. */
import { ConfigError } from '../../core/errors';
import type { Target } from './message-targets';

interface Receiver {
  readonly label: string;
  readonly pattern: RegExp;
  readonly hint: string;
}

/**
 * `channel` of `chat.postMessage` (https://docs.slack.dev/reference/methods/chat.postMessage#channels) and `chat_id` of
 * `sendMessage` (https://core.telegram.org/bots/api#sendmessage). A webhook knows its channel, an email node its readers.
 */
const receivers: Readonly<Partial<Record<Target, Receiver>>> = {
  slack: {
    label: 'Channel',
    pattern: /^[#@]?[\p{L}\p{N}_.-]{1,80}$/u,
    hint: 'Write the name or id of a channel, such as #alerts or C0123ABCD.',
  },
  telegram: {
    label: 'Chat',
    pattern: /^(?:-?\d{1,20}|@[A-Za-z]\w{3,40})$/,
    hint: 'Write the number of a chat, such as -1001234567890, or the name of a channel, such as @alerts.',
  },
};

/**
 * The receiver that a form or message names, or null where it names none or the target has no use for one. Throws a
 * ConfigError that begins with `where`, or with what the target calls its receivers.
 */
export function readReceiver(target: Target, value: unknown, where?: string): string | null {
  const receiver = receivers[target];
  if (receiver === undefined || value === undefined || value === null || value === '') return null;
  const text =
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : undefined;
  if (text === '') return null;
  if (text !== undefined && receiver.pattern.test(text)) return text;
  const given = text === undefined ? 'this' : `"${text.slice(0, 40)}"`;
  throw new ConfigError(`${where ?? receiver.label}: ${given} is none. ${receiver.hint}`);
}
