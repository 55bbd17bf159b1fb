/** What the descriptions of all triggers have in common: texts, outputs, and expressions for their subtitles. */
import { NodeConnectionTypes, type INodeTypeDescription } from 'n8n-workflow';
import type { Field } from '../core/provider';
import { ruleCount } from './n8n-alert-rules';

/** The subtitle of a trigger: what it asks for, and how many alert rules it has, where they are on. */
export function triggerSubtitle(subject: string): string {
  return `={{ (${subject}) + ($parameter["alertRulesOn"] ? " · " + ${ruleCount} : "") }}`;
}

const executionsList = "<a data-key='executions'>executions list</a>";

/**
 * The part of a description that differs from trigger to trigger by two words only.
 * @param title the provider's name
 * @param header what is received, for instance `Receive live market data`
 */
export function triggerTexts(
  title: string,
  header: string,
): Pick<INodeTypeDescription, 'outputs' | 'eventTriggerDescription' | 'activationMessage' | 'triggerPanel'> {
  const building =
    "<b>While building your workflow</b>, click the 'Execute step' button: the latest event is shown here";
  return {
    outputs: `={{ $parameter["includeNotices"] ? [{ type: "${NodeConnectionTypes.Main}", displayName: $parameter["alertRulesOn"] ? "Alerts" : "Events" }, { type: "${NodeConnectionTypes.Main}", displayName: "Notices" }] : ["${NodeConnectionTypes.Main}"] }}`,
    eventTriggerDescription: 'Waiting for the next event; where none comes, an invented sample is shown',
    activationMessage: `Live data from ${title} now starts runs of this workflow.`,
    triggerPanel: {
      header,
      executionsHelp: {
        inactive: `${building}, or an invented sample where none comes.<br /> <br /><b>Once you're happy with your workflow</b>, publish it. Live data then starts runs by itself. They show up in the ${executionsList}, not in the editor.`,
        active: `${building}. It joins the connection that is there.<br /> <br /><b>Your workflow also runs by itself</b>, since it is published. Those runs show up in the ${executionsList}, not in the editor.`,
      },
      activationHint:
        'Once you’ve finished building your workflow, publish it to receive live data all the time.',
    },
  };
}

/** An expression for the parts of what a person typed as a list in the parameter `name`; `separators` is a pattern. */
export function typedList(name: string, separators = '[\\s,;]+'): string {
  return `String($parameter["${name}"] || "").split(/${separators}/).map(part => part.trim()).filter(part => part)`;
}

/** An expression for the first three of a list and how many more there are, as in Node-RED; else `nothing`. */
export function firstOf(list: string, nothing = ''): string {
  return `(all => all.slice(0, 3).join(", ") + (all.length > 3 ? " +" + (all.length - 3) : "") || "${nothing}")(${list})`;
}

/** An expression for the words that stand for the choice made in the parameter `name`. */
export function chosen(fields: Field[], name: string): string {
  const field = fields.find(one => one.name === name);
  const words = (field?.options ?? []).flatMap(option =>
    'value' in option ? [[String(option.value), option.name]] : [],
  );
  return `(${JSON.stringify(Object.fromEntries(words))})[$parameter["${name}"]]`;
}
