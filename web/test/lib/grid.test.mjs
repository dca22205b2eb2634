import assert from "node:assert/strict";
import { test } from "node:test";

import { largestGrid } from "../../src/lib/grid.js";

const DESK = { width: 1256, height: 712, gap: 12 };
const BESIDE_CHAT = { width: 864, height: 712, gap: 12 };
const PHONE = { width: 374, height: 700, gap: 8 };

const columns = (room) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) => largestGrid(count, room).columns);

test("each number of people has its grid in each room", () => {
  assert.deepEqual(columns(DESK), [1, 2, 2, 2, 3, 3, 3, 3, 3]);
  assert.deepEqual(columns(BESIDE_CHAT), [1, 1, 2, 2, 2, 2, 3, 3, 3]);
  assert.deepEqual(columns(PHONE), [1, 1, 1, 1, 1, 2, 2, 2, 2]);
});

test("two people beside an open chat stand one above the other, with all of their pictures", () => {
  assert.deepEqual(largestGrid(2, BESIDE_CHAT), { columns: 1, width: 622, height: 350 });
});

test("tiles fit into the room, and are between 4:3 and 16:9", () => {
  for (let count = 1; count <= 16; count += 1) {
    for (let width = 200; width <= 2000; width += 37.5) {
      for (let height = 200; height <= 1200; height += 43.25) {
        const tile = largestGrid(count, { width, height, gap: 12 });
        const rows = Math.ceil(count / tile.columns);
        const at = `${count} in ${width} x ${height}: ${JSON.stringify(tile)}`;
        assert.ok(tile.columns * tile.width + (tile.columns - 1) * 12 <= width, at);
        assert.ok(rows * tile.height + (rows - 1) * 12 <= height, at);
        // Whole pixels move the shape a little.
        assert.ok((tile.width + 1) / tile.height >= 4 / 3 && tile.width / (tile.height + 1) <= 16 / 9, at);
      }
    }
  }
});

test("no other grid shows more", () => {
  const area = ({ width, height }) => width * height;
  for (let count = 1; count <= 9; count += 1) {
    for (const room of [DESK, BESIDE_CHAT, PHONE]) {
      const best = area(largestGrid(count, room));
      for (let columns = 1; columns <= count; columns += 1) {
        const rows = Math.ceil(count / columns);
        const cell = {
          width: (room.width - (columns - 1) * room.gap) / columns,
          height: (room.height - (rows - 1) * room.gap) / rows,
          gap: 0,
        };
        assert.ok(area(largestGrid(1, cell)) <= best, `${count} in ${columns} columns`);
      }
    }
  }
});

test("a room without any space has tiles without any", () => {
  assert.deepEqual(largestGrid(3, { width: 0, height: 0, gap: 8 }), { columns: 3, width: 0, height: 0 });
});
