import { describeReport } from "./users.ts";

/** The handler that is loaded at its first request. */
export default describeReport;
