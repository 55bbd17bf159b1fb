import { safeUrl, type Escaper } from './escape-text';

/** The entities that the Bot API's HTML style knows: https://core.telegram.org/bots/api#html-style */
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * A `@name` in a text pings that member, and a `/command` is sent when it is tapped
 * (https://core.telegram.org/bots/api#messageentity, `mention` and `bot_command`): a zero-width space takes both apart.
 */
const names = /@(?=\S)/g;
const commands = /(?<![\p{L}\p{N}/])\/(?=[A-Za-z])/gu;

function entity(sign: string): string {
  return entities[sign] ?? sign;
}

export const telegramEscaper: Escaper = {
  text: value =>
    value
      .replace(names, '@\u200b')
      .replace(commands, '/\u200b')
      .replace(/[&<>"]/g, entity),
  url: value => (safeUrl(value) ?? '').replace(/[&<>"]/g, entity),
};
