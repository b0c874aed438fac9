/**
 * What tests of an app need: `import { expectProblem, startTestServer } from "bunsen/testing"`.
 *
 * @module
 */
export { type ExpectedProblem, expectProblem } from "./testing/expect-problem.ts";
export { type TestServer, type TestServerOptions, startTestServer } from "./testing/test-server.ts";
