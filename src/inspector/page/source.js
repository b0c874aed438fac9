import { element } from "./elements.js";

const token =
  /(?<comment>\/\*[^]*?\*\/|\/\/.*)|(?<text>"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`)|(?<word>\b(?:async|await|catch|const|else|finally|for|function|if|let|new|of|return|throw|try|typeof|undefined)\b)/g;

/** Code with its comments, texts and keywords marked. */
export function highlighted(source) {
  const code = element("code");
  let end = 0;
  for (const { 0: text, index, groups } of source.matchAll(token)) {
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined);
    code.append(source.slice(end, index), element("span", { class: kind }, text));
    end = index + text.length;
  }
  code.append(source.slice(end));
  return code;
}
