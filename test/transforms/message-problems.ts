/** What is wrong with a message, by the published rules of its target. */
import type { Target } from '../../transforms/message/message';
import { cardProblem } from './adaptive-card';
import * as checks from './message-checks';

type Check = (message: unknown) => string | undefined;

/** Cells as a spreadsheet sees them: white space before a formula does not keep it from being one. */
function rowProblem(message: unknown): string | undefined {
  return checks
    .textsIn(message)
    .filter(([, cell]) => /^[\s\u200b]*[=+\-@＝＋－＠\t\r]/.test(cell))
    .map(([column]) => column)[0];
}

function emailProblem(message: unknown): string | undefined {
  const { subject, html } = message as { subject: string; html: string };
  if (/[\r\n]|=\?/.test(subject) || subject.length > 150 || subject === '') return `subject ${subject}`;
  return checks.emailProblem(html);
}

function teamsProblem(message: unknown): string | undefined {
  const { attachments } = message as { attachments: { content: unknown }[] };
  return checks.teamsProblem(message) ?? attachments.map(({ content }) => cardProblem(content)).find(Boolean);
}

const problems: Readonly<Record<Target, Check>> = {
  slack: checks.slackProblem,
  email: emailProblem,
  telegram: message => checks.telegramProblem((message as { text: string }).text),
  discord: checks.discordMessageProblem,
  teams: teamsProblem,
  text: message => (message === '' ? 'empty' : undefined),
  row: rowProblem,
};

/** What is wrong with a message, or undefined. */
export function problemOf(target: Target, message: unknown): string | undefined {
  return problems[target](message);
}
