/**
 * Makes an element. Text becomes text: nothing that the app says is read as markup.
 *
 * @param {string} name
 * @param {Record<string, unknown>} [attributes] functions listen to the event of their name; false and undefined are left out
 * @param {...(Node | string | number | false | undefined)} children
 */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for a part of a drawing. */
export function drawn(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== false && child !== undefined).map(asNode));
  return made;
}

const asNode = (child) => (child instanceof Node ? child : String(child));

/** A path that may be broken before its slashes. */
export const brokenPath = (path) => path.split(/(?=\/)/).flatMap((segment) => [element("wbr"), segment]);

/** Changes a text that has changed: what stays is not drawn again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export const find = (selector) => document.querySelector(selector);
