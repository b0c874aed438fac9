/** How the answers of a route are kept: plain data that stands in an emitted table. */
export interface CachePlan {
  /** How long an answer is fresh. */
  readonly ttlSeconds: number;
  /** How long after that it may be given while a new one is made. */
  readonly staleWhileRevalidateSeconds: number;
  /** How long after that it may be given in place of a fault. */
  readonly staleIfErrorSeconds: number;
  /** Statuses that are kept. */
  readonly statuses: readonly number[];
  /** Longest body that is kept. */
  readonly limitBytes: number;
  /** How long others wait for one that makes an answer. */
  readonly timeoutMs: number;
  /** Whether requests with credentials get what is kept, and make what is kept. */
  readonly isPublic: boolean;
  /** Whether caches between here and the client may keep the answers: public ones that no guard and no `key` decides about. */
  readonly isForAll: boolean;
  /** Whether a request's `no-cache` makes a new answer. */
  readonly heedsNoCache: boolean;
  /** Header fields of the request that are in the key by themselves, in lower case. */
  readonly vary: readonly string[];
  /** The Vary field of the answers, in lower case: those, and what the schemas of headers and cookies name. */
  readonly variesBy: readonly string[];
  /** Names of the resources that the handler is given. */
  readonly resources: readonly string[];
  /** Tags of every answer. */
  readonly tags: readonly string[];
  /** Whether the app gives more tags for a request's inputs. */
  readonly hasTagger: boolean;
  /** Whether the app adds to the key. */
  readonly hasKey: boolean;
  /** Whether answers say what entry they were made of, for middleware that keeps variants beside it. Default false. */
  readonly tellsContent?: boolean;
}
