/** `${NAME}`, which Node-RED replaces by an environment variable when the flow starts: nobody knows its value yet. */
export function isVariable(value: unknown): value is string {
  return typeof value === 'string' && /^\$\{[^{}\s]+\}$/.test(value.trim());
}
