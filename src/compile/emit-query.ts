import { type Code, comment, identifier, join, js, lines, memberKey, property } from "./js.ts";

/** What reads a query by name, as `readQuery` does: `read_GET_products_query(query)`. */
export function emitQueryReader(routeName: string, keys: readonly string[]): Code {
  const absent = keys.map((key) => js`${memberKey(key)}: undefined`);
  const cases = keys.map((key) => {
    const text = property(js`text`, key);
    return js`case ${key}: ${text} = pairs.addTo(${text}); break;`;
  });
  return js`
    ${comment("Reads the query by name. A name that comes more than once has all of its values.")}
    function ${identifier(`read_${routeName}_query`)}(query) {
      const text = ${absent.length === 0 ? js`{}` : js`{ ${join(absent, ", ")} }`};
      for (const pairs = new QueryScanner(query); pairs.next(); ) {
        switch (pairs.name()) {
          ${lines(cases)}
        }
      }
      return text;
    }`;
}
