import type { Picture } from "./ppm.ts";

const headBytes = 54;

/** Writes a picture as every browser shows it: BMP of 24 bits, rows from the bottom, each of whole 4 bytes. */
export function writeBmp({ width, height, rgb }: Picture): Uint8Array<ArrayBuffer> {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const bytes = new Uint8Array(headBytes + rowBytes * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, headBytes, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let y = 0; y < height; y++) {
    const row = rgb.subarray(y * width * 3, (y + 1) * width * 3);
    const to = headBytes + (height - 1 - y) * rowBytes;
    // Blue comes first.
    for (let at = 0; at < row.length; at++) bytes[to + at] = row[at + 2 - 2 * (at % 3)] ?? 0;
  }
  return bytes;
}
