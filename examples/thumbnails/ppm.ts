import { HttpError } from "bunsen";

/** Red, green and blue of each pixel, row by row from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/** Magic number, width, height and the largest value: words between blanks and comments; then one blank, and the pixels. */
const head = /^P6(?:\s|#.*\n)+(\d{1,5})(?:\s|#.*\n)+(\d{1,5})(?:\s|#.*\n)+255\s/;
const headLimitBytes = 1000;
/** A character for each byte. */
const latin1 = new TextDecoder("latin1");

/** Reads a picture of one byte a color (https://netpbm.sourceforge.net/doc/ppm.html). @throws {HttpError} 422 for what is none */
export function readPpm(bytes: Uint8Array): Picture {
  const [text, width, height] = head.exec(latin1.decode(bytes.subarray(0, headLimitBytes))) ?? [];
  if (text === undefined) throw new HttpError(422, "Send a PPM picture (P6) with 255 as the largest value.");
  const picture = { width: Number(width), height: Number(height), rgb: bytes.slice(text.length) };
  const wanted = picture.width * picture.height * 3;
  if (wanted === 0 || picture.rgb.length !== wanted)
    throw new HttpError(
      422,
      `A picture of ${width} × ${height} has ${wanted} bytes, not ${picture.rgb.length}.`,
    );
  return picture;
}

export function writePpm({ width, height, rgb }: Picture): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(`P6\n${width} ${height}\n255\n`);
  const bytes = new Uint8Array(text.length + rgb.length);
  bytes.set(text);
  bytes.set(rgb, text.length);
  return bytes;
}
