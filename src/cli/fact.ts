/** One thing that was decided. One without a label goes on with what the one before says. */
export type Fact = readonly [label: string, text: string];

/** A fact as the command prints it. */
export const lineOf = ([label, text]: Fact): string => `  ${label.padEnd(12)}${text}`;
