import { discordRenderer } from './message-discord';
import { emailRenderer } from './message-email';
import { slackRenderer } from './message-slack';
import { teamsRenderer } from './message-teams';
import { telegramRenderer } from './message-telegram';
import { textRenderer } from './message-text';

/** Where messages go, but for rows. */
export const renderers = {
  slack: slackRenderer,
  email: emailRenderer,
  telegram: telegramRenderer,
  discord: discordRenderer,
  teams: teamsRenderer,
  text: textRenderer,
};

export type TextTarget = keyof typeof renderers;

export type Target = TextTarget | 'row';

/** Targets as dialogs name them. */
export const targetTitles: Readonly<Record<Target, string>> = {
  ...{ slack: 'Slack', email: 'Email', telegram: 'Telegram', discord: 'Discord', teams: 'Microsoft Teams' },
  ...{ text: 'Plain text', row: 'Spreadsheet row' },
};
