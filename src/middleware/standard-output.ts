/** What waits for a slow reader at most, about a megabyte; later lines are dropped, and counted. */
const limitCharacters = 1024 * 1024;

let writer: Bun.FileSink | undefined;
let waiting = "";
let dropped = 0;
let isWriting = false;
let isWatched = false;

/**
 * Writes a line to standard output without waiting for it: lines of one turn of the event loop are written together. A
 * reader that takes nothing stops no request.
 */
export function writeLine(line: string): void {
  if (waiting.length > limitCharacters) {
    dropped++;
    return;
  }
  waiting += `${line}\n`;
  if (isWriting) return;
  isWriting = true;
  if (!isWatched) process.on("exit", () => void writeAll());
  isWatched = true;
  setImmediate(writeWaiting);
}

async function writeWaiting(): Promise<void> {
  while (waiting !== "") await writeAll();
  isWriting = false;
}

/** Writes what waits. With `console.log`, a full pipe would stop the process. */
async function writeAll(): Promise<void> {
  const text = waiting;
  waiting = dropped === 0 ? "" : `${JSON.stringify({ droppedLines: dropped })}\n`;
  dropped = 0;
  try {
    writer ??= openWriter();
    // Either gives a promise where the reader takes nothing at the moment.
    await writer.write(text);
    await writer.flush();
  } catch {
    // Where nobody reads any more, there is nobody to tell.
  }
}

function openWriter(): Bun.FileSink {
  const opened = Bun.stdout.writer();
  // Lines that nobody takes do not keep a process that has nothing else to do.
  opened.unref();
  return opened;
}
