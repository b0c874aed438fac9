import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { isFieldName } from "../http/field-syntax.ts";
import { checkBoolean, checkFunction, checkKeys, checkRange, checkType } from "./options.ts";

export interface RequestIdOptions {
  /** The header field of the answer, and of the request where it is trusted. Default `x-request-id`. */
  readonly header?: string;
  /** Makes an id: visible ASCII, as it becomes a header field. Default: `crypto.randomUUID`. */
  readonly generate?: () => string;
  /**
   * Whether the client's own id is taken, where it is 1 to 128 of `A-Za-z0-9_.-`. Default false: anyone could write
   * another's id into the log.
   */
  readonly trustInbound?: boolean;
}

/** What {@link requestId} adds to the context. */
export interface RequestId {
  readonly requestId: string;
}

/**
 * Gives each request an id: `c.requestId`, and a header field of every answer.
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function requestId(options: RequestIdOptions = {}): Middleware<RequestId> {
  checkOptions(options);
  const { header = "x-request-id", generate = randomId, trustInbound = false } = options;
  const idOf = ({ request }: MiddlewareContext): string => {
    const inbound = trustInbound ? request.headers.get(header) : null;
    return inbound !== null && isRequestId(inbound) ? inbound : generate();
  };
  return middleware({
    name: "requestId",
    phase: "observe",
    options,
    before: (c) => ({ requestId: idOf(c) }),
    after(c, response) {
      // What is refused before any middleware has none yet.
      if (c.requestId === undefined) Object.assign(c, { requestId: idOf(c) });
      response.headers.set(header, c.requestId ?? "");
    },
  });
}

const randomId = (): string => crypto.randomUUID();

const isRequestId = (text: string): boolean => /^[\w.-]{1,128}$/.test(text);

function checkOptions(options: RequestIdOptions): void {
  checkKeys("requestId", options, ["header", "generate", "trustInbound"]);
  const { header = "x-request-id", generate, trustInbound } = options;
  checkType(typeof header === "string", "requestId.header", "the name of a header field", header);
  checkRange(isFieldName(header), "requestId.header", "the name of a header field", header);
  checkFunction("requestId.generate", generate);
  checkBoolean("requestId.trustInbound", trustInbound);
}
