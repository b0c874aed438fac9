/** Where progress is told. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Tells what is being done, on one line that is gone when all is done. */
export interface Progress extends Disposable {
  step(doing: string): void;
  /** Leaves the line to something else. */
  clear(): void;
}

/** Back to the beginning of the line, and nothing on it. */
const emptyLine = "\r\u001B[2K";

/** Tells a person who watches; a file or another program gets nothing. */
export function createProgress(stream: ProgressStream = process.stderr): Progress {
  let isShown = false;
  const clear = (): void => {
    if (isShown) stream.write(emptyLine);
    isShown = false;
  };
  return {
    step(doing) {
      if (!stream.isTTY) return;
      clear();
      stream.write(`${doing} …`);
      isShown = true;
    },
    clear,
    [Symbol.dispose]: clear,
  };
}
