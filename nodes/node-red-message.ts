/** Node-RED's message node: events and alerts as what the sending nodes take. */
import type { NodeMessageInFlow } from 'node-red';
import { ConfigError } from '../core/errors';
import { isObject } from '../core/read';
import type { Form } from '../core/provider';
import {
  parseMessage,
  readReceiver,
  renderMessage,
  type EmailMessage,
  type Message,
  type MessageOptions,
  type Other,
  type SlackMessage,
  type Target,
  type TelegramMessage,
} from '../transforms/message/message';
import type { Clone, Send, Transform } from './node-red-transform';

type MessageInFlow = NodeMessageInFlow & { event?: unknown; channel?: unknown; chatId?: unknown };

/** What of the message names a receiver where the form names none. */
const receiverItems: Readonly<Partial<Record<Target, 'channel' | 'chatId'>>> = {
  slack: 'channel',
  telegram: 'chatId',
};

/** The event that an item is, or that its alert is about. */
function eventOf(item: unknown): unknown {
  return isObject(item) && typeof item.alert === 'string' ? item.event : item;
}

/**
 * `sendMessage`'s body for the core `http request` node, and in the same object what the `sender` of
 * node-red-contrib-telegrambot reads (https://github.com/windkh/node-red-contrib-telegrambot#sender-node). They share no
 * name, and Telegram passes over what it does not know: nobody has to say which of the two comes next.
 */
function telegramItems(message: TelegramMessage, chat: string | null): object {
  const { text, ...options } = message;
  const chats = chat === null ? {} : { chat_id: chat, chatId: chat };
  return { payload: { ...chats, ...message, type: 'message', content: text, options } };
}

/** What a message in the flow gets. The rest of it stays: addresses, headers and so on are the flow's. */
function itemsOf(target: Target, message: Message, receiver: string | null): object {
  switch (target) {
    case 'email': {
      const { subject, html, text } = message as EmailMessage;
      // As node-red-node-email reads them: `plaintext` stands beside a payload that is HTML.
      return { topic: subject, payload: html, plaintext: text };
    }
    case 'telegram':
      return telegramItems(message as TelegramMessage, receiver);
    case 'slack':
      return { payload: { ...(receiver !== null && { channel: receiver }), ...(message as SlackMessage) } };
    default:
      return { payload: message };
  }
}

export class MessageTransform implements Transform {
  private readonly options: MessageOptions;
  private readonly receiver: string | null;
  private rendered = 0;

  /** Throws a ConfigError that names the field. */
  constructor(
    form: Form,
    private readonly clone: Clone,
  ) {
    this.options = parseMessage(form);
    this.receiver = readReceiver(this.options.target, form.to);
  }

  input(message: MessageInFlow, send: Send): void {
    const { payload } = message;
    if (Array.isArray(payload)) return this.inputList(message, payload, send);
    const { messages, others } = renderMessage(this.options, [payload], () => 'msg.payload');
    const [first] = messages;
    if (first) {
      message.event ??= eventOf(payload);
      this.sendRendered(message, first.message, send);
    } else if (others.every(({ error }) => error === null)) send([message]);
    tellErrors(others);
  }

  /** There is nothing to forget. */
  reset(): void {}

  counters(): Record<string, string> {
    return { messages: String(this.rendered) };
  }

  /** What is neither event nor alert in a list goes on as a list. */
  private inputList(message: MessageInFlow, list: unknown[], send: Send): void {
    const { messages, others } = renderMessage(this.options, list, place => `msg.payload[${place}]`);
    const passed = others.filter(({ error }) => error === null).map(({ value }) => value);
    if (passed.length > 0 && messages.length === 0) return send([message]);
    const bare = { ...message, payload: undefined };
    for (const { message: made, items } of messages) {
      const [place = 0] = items;
      const own = this.options.mode === 'one' ? { ...bare, event: eventOf(list[place]) } : bare;
      this.sendRendered(this.clone(own), made, send);
    }
    if (passed.length > 0) send([Object.assign(this.clone(bare), { payload: passed })]);
    tellErrors(others);
  }

  private sendRendered(message: MessageInFlow, made: Message, send: Send): void {
    const { target } = this.options;
    const from = receiverItems[target];
    const receiver = this.receiver ?? (from ? readReceiver(target, message[from], `msg.${from}`) : null);
    send([Object.assign(message, itemsOf(target, made, receiver))]);
    this.rendered += 1;
  }
}

/** Says which is the first that is wrong; what is right has left already. */
function tellErrors(others: readonly Other[]): void {
  const [first, ...more] = others.flatMap(({ error }) => error ?? []);
  if (first === undefined) return;
  const rest = more.length === 0 ? '' : ` ${more.length} more of the list were left out too.`;
  throw new ConfigError(first.message + rest);
}
