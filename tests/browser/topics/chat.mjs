// Messages between people, and between people and the REST API.

import assert from "node:assert/strict";

export const chat = {
  async "two people talk"({ joined }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    await alice.say("Hello Bob");
    await bob.seesPairs([["Alice", "Hello Bob"]]);
    await bob.say("Hello Alice");
    const pairs = [["Alice", "Hello Bob"], ["Bob", "Hello Alice"]];
    for (const person of [alice, bob]) await person.seesPairs(pairs);
    for (const person of [alice, bob]) {
      await person.until(() => document.getElementById("count").textContent, "2 participants online");
    }
    const own = () => [...document.querySelectorAll(".message.own .text")].map((text) => text.textContent);
    await alice.until(own, ["Hello Bob"]);
    await bob.until(own, ["Hello Alice"]);
  },

  async "a third person finds the history and takes part"({ joined }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    await alice.say("One");
    await bob.sees(["One"]);
    await bob.say("Two");
    await alice.sees(["One", "Two"]);
    const carol = await joined("Carol");
    await carol.seesPairs([["Alice", "One"], ["Bob", "Two"]]);
    await carol.say("Three");
    for (const person of [alice, bob, carol]) await person.sees(["One", "Two", "Three"]);
  },

  async "whoever joins on another device takes the talk along"({ joined }) {
    const desk = await joined("Alice");
    await desk.say("Here");
    await desk.sees(["Here"]);
    const phone = await joined("Alice");
    await desk.page.getByRole("alert").filter({ hasText: "another window or device" }).waitFor();
    await desk.page.locator("body[data-state=out][data-chat=off]").waitFor();
    await phone.say("And there");
    await phone.sees(["Here", "And there"]);
    await phone.until(() => document.getElementById("count").textContent, "1 participant online");
  },

  async "people who talk at once all read the same"({ joined }) {
    const people = [await joined("Alice"), await joined("Bob"), await joined("Carol")];
    const said = people.map(async (person) => {
      for (let i = 0; i < 5; i += 1) await person.say(`${person.name} ${i}`);
    });
    await Promise.all(said);
    for (const person of people) {
      await person.until(() => document.querySelectorAll("#chat-content .text").length, 15);
    }
    const texts = () => [...document.querySelectorAll("#chat-content .text")].map((text) => text.textContent);
    const [first, ...others] = await Promise.all(people.map(({ page }) => page.evaluate(texts)));
    for (const other of others) assert.deepEqual(other, first);
    for (const { name } of people) {
      const own = first.filter((text) => text.startsWith(name));
      assert.deepEqual(own, [0, 1, 2, 3, 4].map((i) => `${name} ${i}`), "in the order of writing");
    }
  },

  async "Enter sends, Shift and Enter does not, blanks are not sent"({ joined, rest }) {
    const alice = await joined("Alice");
    await alice.say("   ");
    await alice.input.press("Enter");
    await alice.input.fill("");
    await alice.input.press("Enter");
    await alice.input.fill("two");
    await alice.input.press("Shift+Enter");
    await alice.input.pressSequentially("lines");
    await alice.input.press("Enter");
    await alice.sees(["two\nlines"]);
    await alice.input.fill("by button");
    await alice.page.getByRole("button", { name: "Send" }).click();
    await alice.sees(["two\nlines", "by button"]);
    assert.equal(await alice.input.inputValue(), "");
    assert.deepEqual(await rest.texts(), ["two\nlines", "by button"]);
  },

  async "markup is text"({ joined }) {
    const nasty = `<img src=x onerror="document.title='run'"><b>bold</b><script>alert(1)</script>`;
    const bob = await joined("Bob");
    const mallory = await joined(`<i onclick=alert(1)>Mallory</i>`);
    await mallory.say(nasty);
    for (const person of [bob, mallory]) {
      await person.seesPairs([[mallory.name, nasty]]);
      const foreign = await person.page.locator("#chat :is(img, b, i, script)").count();
      assert.equal(foreign, 0, "no element came of it");
      assert.match(await person.page.title(), /Video and chat/u);
    }
  },

  async "a file that a form of the page carries is named to the others"({ joined }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    const received = await alice.page.evaluate(sendForm);
    assert.deepEqual(received, { category: "media", type: "image/png", text: "pixels" });
    await bob.seesPairs([["Alice", "Attachment: p c.png"]]);
  },

  async "links can be followed, and nothing else becomes one"({ joined }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    await alice.say("see https://example.com/a?b=c, not javascript:alert(1)");
    await bob.sees(["see https://example.com/a?b=c, not javascript:alert(1)"]);
    await bob.until(
      () => [...document.getElementById("chat-content").querySelectorAll("a")].map(({ href, rel }) => [href, rel]),
      [["https://example.com/a?b=c", "noopener noreferrer"]],
    );
  },

  async "what happens by REST reaches the pages at once"({ joined, rest }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    const message = await rest.send("The house", "Tea is ready");
    for (const person of [alice, bob]) await person.seesPairs([["The house", "Tea is ready"]]);
    await rest.edit(message.sid, "Coffee is ready");
    for (const person of [alice, bob]) await person.sees(["Coffee is ready"]);
    await alice.page.getByText("edited", { exact: true }).waitFor();
    await rest.delete(message.sid);
    for (const person of [alice, bob]) await person.sees([]);
  },

  async "whoever is removed is told, and can come back"({ joined, rest }) {
    const alice = await joined("Alice");
    await alice.say("Hello?");
    await alice.sees(["Hello?"]);
    await rest.removeParticipant("Alice");
    await alice.page.getByRole("alert").filter({ hasText: "removed" }).waitFor();
    await alice.page.getByRole("button", { name: "Try again" }).click();
    await alice.connected();
    await alice.sees(["Hello?"]);
    await alice.say("Back");
    await alice.sees(["Hello?", "Back"]);
  },

  async "typing shows, and ends with the message"({ joined }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    await alice.input.pressSequentially("Hm");
    await bob.page.getByText("Alice is typing…").waitFor();
    await alice.input.press("Enter");
    await bob.sees(["Hm"]);
    await bob.page.getByText("Alice is typing…").waitFor({ state: "hidden" });
  },

  async "a closed chat counts what is missed"({ joined }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    await bob.toggleChat();
    await alice.say("One");
    await alice.say("Two");
    await bob.page.getByRole("button", { name: "Chat, 2 unread messages" }).click();
    await bob.sees(["One", "Two"]);
    await bob.page.getByRole("button", { name: "Chat", exact: true }).waitFor();
  },
};

/** Runs in the page: sends a form by a client of its own and fetches the file back. */
export async function sendForm() {
  const [config, login] = await Promise.all([
    fetch("/config.json"),
    fetch("/login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ username: "Alice" }),
    }),
  ].map(async (answer) => (await answer).json()));
  const client = new window.Twilio.Conversations.Client(login.token, config.conversations);
  await new Promise((resolve) => client.once("initialized", () => resolve(client)));
  const conversation = await client.getConversationBySid(login.conversation_sid);
  const form = new FormData();
  form.append("note", "not a file");
  form.append("file", new File(["pixels"], "p c.png", { type: "image/png" }));
  const index = await conversation.sendMessage(form);
  const [{ attachedMedia: [medium] }] = (await conversation.getMessages(1, index)).items;
  const content = await fetch(await medium.getContentTemporaryUrl());
  await client.shutdown();
  return { category: medium.category, type: content.headers.get("content-type"), text: await content.text() };
}
