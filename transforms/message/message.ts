/**
 * Events and alerts as messages for Slack, email, Telegram, Discord and Teams, as plain text, and as rows of a
 * spreadsheet. What a provider sent is escaped for the target: it can break nothing and ping nobody. A user's own
 * template is trusted as formatting of the target, the values in it are not.
 */
export { parseMessage, type MessageOptions } from './message-options';
export { readReceiver } from './message-receiver';
export { renderMessage, type Message, type Other, type Output, type Rendered } from './message-render';
export type { EmailMessage } from './message-email';
export type { SlackMessage } from './message-slack';
export type { TelegramMessage } from './message-telegram';
export { targetTitles, type Target } from './message-targets';
