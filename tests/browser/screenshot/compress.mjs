// Makes a picture's file smaller: the noise that codecs leave in even areas goes, for slightly rounded colours.

/** Divides 255, so that white stays white; no channel moves by more than two. */
const STEP = 5;

/**
 * @param {import("playwright-core").Browser} browser
 * @param {Buffer} png
 * @returns {Promise<Buffer>} the same picture in fewer shades, as PNG
 */
export async function compress(browser, png) {
  const page = await browser.newPage();
  const text = await page.evaluate(round, { source: png.toString("base64"), step: STEP });
  await page.close();
  return Buffer.from(text, "base64");
}

/** Runs in the page: rounds every channel to a multiple of the step. */
async function round({ source, step }) {
  const image = new Image();
  image.src = `data:image/png;base64,${source}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height);
  for (const [at, value] of pixels.data.entries()) pixels.data[at] = Math.round(value / step) * step;
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL("image/png").split(",")[1];
}
