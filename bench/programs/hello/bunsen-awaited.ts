/** `bunsen.ts` as a module that awaits, which `bunsen build` gives no bytecode: one file that can be minified. Prints its port. */
import contender from "./bunsen.ts";

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);

export default contender;
