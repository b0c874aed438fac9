import { write, writeSync } from "node:fs";

/** What waits for a slow reader at most, about a megabyte; later lines are dropped, and counted. */
const limitCharacters = 1024 * 1024;
/** How long to wait for a reader that takes nothing at the moment. */
const retryMs = 10;

let waiting = "";
let dropped = 0;
let isWriting = false;
let isWatched = false;

/**
 * Writes a line to standard output without waiting for it: lines of one turn of the event loop are written together, by
 * another thread, so that a reader that takes nothing stops no request.
 */
export function writeLine(line: string): void {
  if (waiting.length > limitCharacters) {
    dropped++;
    return;
  }
  waiting += `${line}\n`;
  if (isWriting) return;
  isWriting = true;
  setImmediate(writeWaiting);
  if (!isWatched) process.on("exit", writeRest);
  isWatched = true;
}

function writeWaiting(): void {
  isWriting = waiting !== "";
  if (!isWriting) return;
  const bytes = Buffer.from(waiting);
  waiting = dropped === 0 ? "" : `${JSON.stringify({ droppedLines: dropped })}\n`;
  dropped = 0;
  writeBytes(bytes);
}

function writeBytes(bytes: Buffer): void {
  write(1, bytes, (error, written = 0) => {
    const rest = error === null ? bytes.subarray(written) : bytes;
    if (error?.code === "EAGAIN") setTimeout(() => writeBytes(rest), retryMs);
    else if (error === null && rest.length > 0) writeBytes(rest);
    // Where nobody reads any more, there is nobody to tell.
    else writeWaiting();
  });
}

/** What a process that ends has not begun to write. */
function writeRest(): void {
  try {
    if (waiting !== "") writeSync(1, waiting);
  } catch {
    // Nobody reads any more.
  }
}
