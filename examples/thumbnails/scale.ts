import type { Picture } from "./ppm.ts";

/** The light of each value of a color (sRGB, IEC 61966-2-1), from 0 to 1: values cannot be averaged, light can. */
const lights = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

const valueOf = (light: number): number =>
  Math.round(255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055));

/** A picture of another width, with the same proportions: each pixel has the mean light of those that it stands for. */
export function scale({ width, height, rgb }: Picture, toWidth: number): Picture {
  const toHeight = Math.max(1, Math.round((height * toWidth) / width));
  const scaled = new Uint8Array(toWidth * toHeight * 3);
  let at = 0;
  for (let y = 0; y < toHeight; y++) {
    const [top, bottom] = spanOf(y, toHeight, height);
    for (let x = 0; x < toWidth; x++) {
      const [left, right] = spanOf(x, toWidth, width);
      for (let color = 0; color < 3; color++) {
        let light = 0;
        for (let row = top; row < bottom; row++)
          for (let column = left; column < right; column++)
            light += lights[rgb[(row * width + column) * 3 + color] ?? 0] ?? 0;
        scaled[at++] = valueOf(light / ((bottom - top) * (right - left)));
      }
    }
  }
  return { width: toWidth, height: toHeight, rgb: scaled };
}

/** The pixels that one stands for, of a row or a column: at least one. */
function spanOf(index: number, toLength: number, length: number): readonly [from: number, to: number] {
  const from = Math.floor((index * length) / toLength);
  return [from, Math.max(from + 1, Math.floor(((index + 1) * length) / toLength))];
}
