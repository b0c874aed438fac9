/** A server-sent event (WHATWG HTML §9.2), with its data as JSON has it. */
export interface ServerEvent<Data = unknown> {
  /** Its type; `message` where the server names none. */
  readonly event: string;
  /** The id that was sent last. */
  readonly id: string;
  readonly data: Data;
}

/** Reads events one by one. Leaving the loop ends the stream. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let fields = noFields;
  let id = "";
  for await (const line of linesOf(body)) {
    if (line !== "") {
      fields = withLine(fields, line);
      continue;
    }
    id = fields.id ?? id;
    if (fields.data.length > 0)
      yield { event: fields.event || "message", id, data: valueOf(fields.data.join("\n")) };
    fields = noFields;
  }
}

interface Fields {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: readonly string[];
}

const noFields: Fields = { event: "", id: undefined, data: [] };

function withLine(fields: Fields, line: string): Fields {
  const [, name = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
  if (name === "data") return { ...fields, data: [...fields.data, value] };
  if (name === "event") return { ...fields, event: value };
  return name === "id" && !value.includes("\0") ? { ...fields, id: value } : fields;
}

/** JSON where it is some: Bunsen sends text as it is. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } finally {
    await reader.cancel();
  }
}
