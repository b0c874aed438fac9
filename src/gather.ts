/**
 * Many calls, a limited number of them at once: `import { gatherWithLimit } from "bunsen/gather"`.
 *
 * @module
 */
export {
  type GatherContext,
  type GatherOptions,
  type GatherSource,
  gatherSettledWithLimit,
  gatherWithLimit,
} from "./pool/gather-with-limit.ts";
