import type { RoutePlan } from "./app-plan.ts";

/** Whether the handler may give what is sent item by item: a response schema is that of one value. */
export const mayStream = ({ responses, isConstant }: RoutePlan): boolean =>
  !isConstant && (responses === undefined || "events" in responses);
