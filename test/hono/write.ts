import { pagePath, writtenPage } from "./page.ts";

await Bun.write(pagePath, await writtenPage());
