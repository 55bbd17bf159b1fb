import { NodeHelpers, type IDataObject, type INodeType } from 'n8n-workflow';

/** What n8n makes of a form: what is hidden is left out, what is missing filled in. */
export const resolved = ({ description }: INodeType, parameters: IDataObject): Record<string, unknown> =>
  NodeHelpers.getNodeParameters(
    ...([description.properties, parameters as never, true, false] as const),
    ...([{ typeVersion: 1 }, description] as const),
  ) ?? {};
