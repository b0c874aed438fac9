/** An object as it was put. */
export interface StoredObject {
  readonly content: Uint8Array;
  readonly type: string | null;
}

interface Upload {
  readonly key: string;
  readonly type: string | null;
  readonly parts: Map<number, Uint8Array>;
}

/**
 * As much of S3 as uploads need, in memory on 127.0.0.1: objects put at once, and multipart uploads that are begun, filled,
 * completed or aborted.
 */
export class FakeS3 implements AsyncDisposable {
  /** By their keys. */
  readonly objects: Map<string, StoredObject> = new Map();
  /** Multipart uploads that are neither completed nor aborted: what a bucket would keep, and bill. */
  readonly uploads: Map<string, Upload> = new Map();
  /** What was asked, `PUT part 1`. */
  readonly asked: string[] = [];
  /** Parts that are refused. */
  readonly refusedParts: Set<number> = new Set();
  /** What parts wait for before they are answered. */
  held: Promise<unknown> = Promise.resolve();
  readonly #server: Bun.Server<unknown>;
  readonly #waiting = new Set<() => void>();
  #begun = 0;

  constructor() {
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: async (request) => {
        const answer = await this.#answer(request);
        for (const look of this.#waiting) look();
        return answer;
      },
    });
  }

  get client(): Bun.S3Client {
    return new Bun.S3Client({
      endpoint: this.#server.url.origin,
      bucket: "bucket",
      region: "us-east-1",
      accessKeyId: "id",
      secretAccessKey: "secret",
    });
  }

  /** Waits until something is so, which is looked at after each request. */
  async until(isSo: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (isSo()) resolve();
    };
    this.#waiting.add(look);
    look();
    await promise;
    this.#waiting.delete(look);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }

  #answer(request: Request): Response | Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const key = decodeURIComponent(pathname.slice("/bucket/".length));
    const id = searchParams.get("uploadId") ?? "";
    const part = searchParams.get("partNumber");
    this.asked.push(`${request.method}${part === null ? (id === "" ? "" : " upload") : ` part ${part}`}`);
    if (request.method === "POST" && searchParams.has("uploads")) return this.#begin(key, request);
    if (request.method === "PUT" && part !== null) return this.#fill(id, Number(part), request);
    if (request.method === "PUT") return this.#put(key, request);
    if (request.method === "POST") return this.#complete(id);
    return this.#abort(id);
  }

  #begin(key: string, { headers }: Request): Response {
    const id = `upload-${++this.#begun}`;
    this.uploads.set(id, { key, type: headers.get("content-type"), parts: new Map() });
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }

  async #fill(id: string, part: number, request: Request): Promise<Response> {
    const content = await request.bytes();
    await this.held;
    const upload = this.uploads.get(id);
    if (upload === undefined) return xml("<Error><Code>NoSuchUpload</Code></Error>", 404);
    if (this.refusedParts.has(part)) return xml("<Error><Code>AccessDenied</Code></Error>", 403);
    upload.parts.set(part, content);
    return new Response(null, { headers: { etag: `"${part}"` } });
  }

  async #put(key: string, request: Request): Promise<Response> {
    const content = await request.bytes();
    this.objects.set(key, { content, type: request.headers.get("content-type") });
    return new Response(null, { headers: { etag: '"whole"' } });
  }

  #complete(id: string): Response {
    const upload = this.uploads.get(id);
    if (upload === undefined) return xml("<Error><Code>NoSuchUpload</Code></Error>", 404);
    const parts = [...upload.parts].toSorted(([one], [other]) => one - other);
    const content = new Uint8Array(Buffer.concat(parts.map(([, bytes]) => bytes)));
    this.objects.set(upload.key, { content, type: upload.type });
    this.uploads.delete(id);
    return xml('<CompleteMultipartUploadResult><ETag>"all"</ETag></CompleteMultipartUploadResult>');
  }

  #abort(id: string): Response {
    this.uploads.delete(id);
    return new Response(null, { status: 204 });
  }
}

const xml = (text: string, status = 200): Response =>
  new Response(text, { status, headers: { "content-type": "application/xml" } });
