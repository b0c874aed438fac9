import { type Picture, writePpm } from "./ppm.ts";

/** A picture to try: the sun over the sea. */
export function paintPhoto(width: number, height: number): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rgb.set(colorAt(x / width, y / height), (y * width + x) * 3);
  return writePpm({ width, height, rgb } satisfies Picture);
}

function colorAt(x: number, y: number): readonly [red: number, green: number, blue: number] {
  const wave = y > 0.6 ? Math.sin(200 * y + 20 * Math.sin(12 * x)) * 25 : 0;
  const glow = 255 * Math.exp(-25 * ((x - 0.5) ** 2 + (y - 0.45) ** 2));
  return y > 0.6
    ? [30 + glow * 0.6 + wave, 70 + wave, 120 + wave]
    : [90 + glow * 0.6, 110 + glow * 0.4, 190 - glow * 0.4];
}
