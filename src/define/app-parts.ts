import type { PartName } from "./app-definition.ts";
import type { SocketPart } from "./app-sockets.ts";
import type { HealthPart } from "./health.ts";
import type { ResourcePart } from "./injection.ts";
import type { FilesPart } from "./static-route.ts";

/** What serves the methods of an app that most apps do not call. In memory all are there; a build has those that its app used. */
export interface AppParts {
  readonly files?: FilesPart;
  readonly health?: HealthPart;
  readonly resources?: ResourcePart;
  readonly sockets?: SocketPart;
}

/** What an app does that needs a part. */
const uses: Readonly<Record<PartName, string>> = {
  files: "calls static()",
  health: "calls health()",
  resources: "calls provide()",
  sockets: "has WebSockets",
  workers: "has workers",
};

/** An app that needs a part which its build has not. */
export const missingPart = (name: PartName): TypeError =>
  new TypeError(
    `The app ${uses[name]}, and did not when it was built: this build leaves out what serves that. ` +
      "Run `bunsen build` again. If the difference comes from the environment, define the same app everywhere.",
  );

/** @throws {TypeError} where the build left it out */
export function partOf<Name extends keyof AppParts>(
  parts: AppParts,
  name: Name,
): NonNullable<AppParts[Name]> {
  const part = parts[name];
  if (part === undefined) throw missingPart(name);
  return part;
}
