import { styleText } from "node:util";

export type Style = "bold" | "dim" | "green" | "yellow";

/** Colours text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** @param colors default: where standard output is a terminal, and `NO_COLOR` is not set */
export const paintFor =
  (colors: boolean | undefined): Paint =>
  (style, text) => {
    if (colors === undefined) return styleText(style, text, { stream: process.stdout });
    return colors ? styleText(style, text, { validateStream: false }) : text;
  };
