/** Serves the app compiled in memory. Bun would serve `bunsen.ts` a second time, as a default export, were it the main module. */
import "./bunsen.ts";
