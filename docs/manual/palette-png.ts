import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A picture in memory: three bytes (red, green, blue) per pixel, rows from the top. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const MOST_COLOURS = 256;
/** Colours that differ only below these bits are one shade. */
const SHADE = 0xe0e0e0;
const MOST_SHADES = 128;

/**
 * The same picture as a palette PNG of at most 256 colours, about a third of the size. Screens have few colours apart
 * from the edges of letters, so nothing is seen of it. Takes what Chromium writes: 8 bits, RGB or RGBA, not interlaced.
 * Throws on any other PNG.
 */
export function palettePng(png: Buffer): Buffer {
  const pixels = decode(png);
  const { colours, indexes } = reduce(pixels);
  const { width, height } = pixels;
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) indexes.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function decode(png: Buffer): Pixels {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('not a PNG');
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, kind, , , interlaced] = png.subarray(24, 29);
  const step = kind === 6 ? 4 : 3;
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlaced !== 0) throw new Error('a PNG of another kind');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const bytes = unfilter(inflateSync(Buffer.concat(parts)), width * step, height, step);
  if (step === 3) return { width, height, rgb: bytes };
  const rgb = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) bytes.copy(rgb, pixel * 3, pixel * 4, pixel * 4 + 3);
  return { width, height, rgb };
}

/** Undoes the five line filters of PNG (ISO/IEC 15948, clause 9). */
function unfilter(lines: Buffer, length: number, height: number, step: number): Buffer {
  const out = Buffer.alloc(length * height);
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (length + 1)] ?? 0;
    for (let x = 0; x < length; x += 1) {
      const here = y * length + x;
      const left = x >= step ? (out[here - step] ?? 0) : 0;
      const above = y > 0 ? (out[here - length] ?? 0) : 0;
      const corner = x >= step && y > 0 ? (out[here - length - step] ?? 0) : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter] ?? 0;
      out[here] = (lines[y * (length + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/**
 * Keeps one colour of every shade first, so that a small mark in a colour of its own stays what it is, then the most
 * used of all; every other pixel takes the nearest that was kept.
 */
function reduce({ rgb }: Pixels): { colours: number[]; indexes: Buffer } {
  const uses = new Map<number, number>();
  const count = rgb.length / 3;
  const colourAt = (pixel: number) => rgb.readUIntBE(pixel * 3, 3);
  for (let pixel = 0; pixel < count; pixel += 1) uses.set(colourAt(pixel), (uses.get(colourAt(pixel)) ?? 0) + 1);
  const ranked = [...uses].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  const ofShades = new Map(ranked.toReversed().map((colour) => [colour & SHADE, colour]));
  const shades = ranked.filter((colour) => ofShades.get(colour & SHADE) === colour).slice(0, MOST_SHADES);
  const colours = [...new Set([...shades, ...ranked])].slice(0, MOST_COLOURS);
  const place = new Map(colours.map((colour, index) => [colour, index]));
  for (const colour of ranked) if (!place.has(colour)) place.set(colour, nearest(colour, colours));
  const indexes = Buffer.alloc(count);
  for (let pixel = 0; pixel < count; pixel += 1) indexes[pixel] = place.get(colourAt(pixel)) ?? 0;
  return { colours, indexes };
}

function nearest(colour: number, among: readonly number[]): number {
  const distance = (other: number) =>
    ((colour >> 16) - (other >> 16)) ** 2 +
    (((colour >> 8) & 255) - ((other >> 8) & 255)) ** 2 +
    ((colour & 255) - (other & 255)) ** 2;
  let best = 0;
  for (let index = 1; index < among.length; index += 1) {
    if (distance(among[index] ?? 0) < distance(among[best] ?? 0)) best = index;
  }
  return best;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
