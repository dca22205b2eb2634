// Makes a video of one still, for Chromium to play as the camera: y4m, which has no losses.

import { readFile, writeFile } from "node:fs/promises";

const [WIDTH, HEIGHT] = [1280, 720];

/**
 * @param {import("playwright-core").Browser} browser
 * @param {URL} svg the still
 * @param {string} file path of the video
 */
export async function cameraVideo(browser, svg, file) {
  const page = await browser.newPage();
  const text = await readFile(svg, "utf8");
  const pixels = await page.evaluate(draw, { text, width: WIDTH, height: HEIGHT });
  await page.close();
  const header = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420\nFRAME\n`;
  await writeFile(file, Buffer.concat([Buffer.from(header), i420(Buffer.from(pixels, "base64"))]));
}

/** Runs in the page: the still as RGBA, in base 64. */
async function draw({ text, width, height }) {
  const image = new Image(width, height);
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const blob = new Blob([data]);
  const reader = new FileReader();
  await new Promise((resolve) => {
    reader.onload = resolve;
    reader.readAsDataURL(blob);
  });
  return String(reader.result).split(",")[1];
}

/** RGBA to planes of brightness and (one for each four pixels) colour, by BT.601. */
function i420(rgba) {
  const size = WIDTH * HEIGHT;
  const planes = Buffer.alloc(size * 1.5);
  for (let i = 0; i < size; i += 1) {
    const [r, g, b] = rgba.subarray(i * 4, i * 4 + 3);
    planes[i] = 16 + 0.257 * r + 0.504 * g + 0.098 * b;
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    if (x % 2 === 1 || y % 2 === 1) continue;
    const at = size + (y / 2) * (WIDTH / 2) + x / 2;
    planes[at] = 128 - 0.148 * r - 0.291 * g + 0.439 * b;
    planes[at + size / 4] = 128 + 0.439 * r - 0.368 * g - 0.071 * b;
  }
  return planes;
}
