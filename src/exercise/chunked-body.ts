/** Finds the end of a chunked body (RFC 9112 §7.1). What is in it is not kept. */
export class ChunkedBody {
  /** Bytes of the chunk that is read, with the line end behind it; 0 between chunks. */
  #left = 0;
  /** What has come of a line. */
  #line = "";
  #isTrailer = false;

  /** @returns whether this was the end of it */
  read(bytes: Buffer): boolean {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, rest.length);
        this.#left -= taken;
        rest = rest.subarray(taken);
        continue;
      }
      const end = rest.indexOf("\n");
      this.#line += rest.toString("latin1", 0, end === -1 ? rest.length : end);
      if (end === -1) return false;
      rest = rest.subarray(end + 1);
      if (this.#endLine()) return true;
    }
    return false;
  }

  /** A line is the size of a chunk, or a field of the trailer, which an empty line ends. */
  #endLine(): boolean {
    const line = this.#line.trimEnd();
    this.#line = "";
    if (this.#isTrailer) return line === "";
    const sizeBytes = Number.parseInt(line, 16);
    if (Number.isNaN(sizeBytes))
      throw new TypeError(`A chunk begins with ${JSON.stringify(line.slice(0, 20))}.`);
    if (sizeBytes === 0) this.#isTrailer = true;
    else this.#left = sizeBytes + 2;
    return false;
  }
}
