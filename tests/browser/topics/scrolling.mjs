// A history that is longer than the panel.

import assert from "node:assert/strict";

const LENGTH = 75;
const texts = (from, to) => Array.from({ length: to - from }, (_, i) => `Message ${from + i}`);

const atEnd = () => {
  const { scrollTop, scrollHeight, clientHeight } = document.getElementById("chat-scroll");
  return scrollHeight > clientHeight && scrollHeight - scrollTop - clientHeight < 2;
};

async function fill(rest) {
  await rest.createRoom();
  for (const text of texts(0, LENGTH)) await rest.send("The house", text);
}

export const scrolling = {
  async "the newest page comes first, and the end is in sight"({ joined, rest }) {
    await fill(rest);
    const alice = await joined("Alice");
    await alice.sees(texts(LENGTH - 30, LENGTH));
    await alice.until(atEnd, true);
    await alice.say("Mine");
    await alice.sees([...texts(LENGTH - 30, LENGTH), "Mine"]);
    await alice.until(atEnd, true);
    await rest.send("The house", "Another");
    await alice.sees([...texts(LENGTH - 30, LENGTH), "Mine", "Another"]);
    await alice.until(atEnd, true);
  },

  async "older pages come while scrolling up, and the place is kept"({ joined, rest }) {
    await fill(rest);
    const alice = await joined("Alice");
    await alice.sees(texts(LENGTH - 30, LENGTH));
    const first = alice.page.getByText(`Message ${LENGTH - 30}`, { exact: true });
    await first.scrollIntoViewIfNeeded();
    await alice.sees(texts(LENGTH - 60, LENGTH));
    assert(await first.isVisible(), "what was read is still there");
    await alice.until(() => document.getElementById("chat-scroll").scrollTop > 120, true);
    await alice.page.locator("#chat-scroll").press("Home");
    await alice.sees(texts(0, LENGTH));
    await alice.page.locator("#chat-older").waitFor({ state: "hidden" });
  },

  async "who reads above is not pulled down, and is told what comes"({ joined, rest }) {
    await fill(rest);
    const alice = await joined("Alice");
    await alice.sees(texts(LENGTH - 30, LENGTH));
    const place = () => Math.round(document.getElementById("chat-scroll").scrollTop);
    await alice.page.evaluate(() => document.getElementById("chat-scroll").scrollTo(0, 300));
    await alice.until(place, 300);
    await rest.send("The house", "News");
    await alice.page.getByRole("button", { name: "1 new message" }).waitFor();
    assert.equal(await alice.page.evaluate(place), 300);
    await alice.page.getByRole("button", { name: "1 new message" }).click();
    await alice.until(atEnd, true);
  },
};
