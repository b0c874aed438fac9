import type { FoldedHeaders } from "./folded-headers.ts";
import { type Encoders, respondWhenReady } from "./reply.ts";

/** Where a route's errors are answered. */
export interface Failing {
  fail(
    error: unknown,
    request: Request,
    key: string,
    folded: FoldedHeaders | undefined,
  ): Response | Promise<Response>;
}

/** Answers with what a promise gives, where that is one value; or with the error. */
export async function respondAwaited(
  app: Failing,
  key: string,
  { request }: { readonly request: Request },
  result: PromiseLike<unknown>,
  encoders: Encoders | undefined,
  folded?: FoldedHeaders,
): Promise<Response> {
  try {
    return await respondWhenReady(result, encoders, folded);
  } catch (error) {
    return app.fail(error, request, key, folded);
  }
}
