/**
 * A guard for JSON Web Tokens: `import { jwt } from "bunsen/jwt"`. It needs [jose](https://github.com/panva/jose) beside:
 * `bun add jose`.
 *
 * @module
 */
export { type JwtOptions, type WithJwt, jwt } from "./middleware/jwt.ts";
export type { JwtKeySource } from "./middleware/jwt-key.ts";
