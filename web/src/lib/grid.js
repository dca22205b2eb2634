// How many tiles stand side by side: no DOM, no state.

/** Shapes of a tile between which it may be cropped: from an old screen's to that of a camera. */
const NARROWEST = 4 / 3;
const WIDEST = 16 / 9;

/**
 * The grid in which a number of tiles is largest. Each tile is as large as its cell lets it be
 * between the narrowest and the widest shape, in whole pixels; of equals the one with fewer empty
 * cells wins, then the one with more columns.
 * @param {number} count of tiles
 * @param {{ width: number, height: number, gap: number }} room that they have, in pixels
 * @returns {{ columns: number, width: number, height: number }} the size is that of one tile
 */
export function largestGrid(count, { width, height, gap }) {
  let best = { columns: 1, width: 0, height: 0, empty: Number.POSITIVE_INFINITY };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const tile = largestTile(cell(width, columns, gap), cell(height, rows, gap));
    const candidate = { columns, ...tile, empty: columns * rows - count };
    if (isBetter(candidate, best)) best = candidate;
  }
  return { columns: best.columns, width: best.width, height: best.height };
}

/**
 * @param {number} length
 * @param {number} cells
 * @param {number} gap
 */
function cell(length, cells, gap) {
  return Math.max(0, (length - (cells - 1) * gap) / cells);
}

/**
 * @param {number} width
 * @param {number} height
 */
function largestTile(width, height) {
  return {
    width: Math.floor(Math.min(width, height * WIDEST)),
    height: Math.floor(Math.min(height, width / NARROWEST)),
  };
}

/** @typedef {{ width: number, height: number, empty: number }} Candidate */

/**
 * @param {Candidate} one
 * @param {Candidate} other
 */
function isBetter(one, other) {
  const [area, otherArea] = [one.width * one.height, other.width * other.height];
  return area > otherArea || (area === otherArea && one.empty <= other.empty);
}
