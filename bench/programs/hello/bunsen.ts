/** Hello, world: Bunsen. Bun serves it, on PORT, and tells its address. */
import { type App, app } from "bunsen";

const contender: App = app().get("/ping", "pong");

export default contender;
