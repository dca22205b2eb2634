import assert from "node:assert/strict";
import { all, becomes, brings, heard } from "./world.mjs";

const about = (wanted, reason) => ({ message, updateReasons }) =>
  message.sid === wanted.sid && updateReasons.includes(reason);

export const messages = {
  area: "Messages",
  capabilities: {
    "sendMessage, messageAdded": {
      async run(world) {
        const { index, mine, theirs } = await world.sent("hello", { mood: "good" });
        for (const message of [mine, theirs]) {
          assert.equal(message.index, index);
          assert.equal(message.author, "ada");
          assert.equal(message.type, "text");
          assert.match(message.sid, /^IM/);
          assert.match(message.participantSid, /^MB/);
          assert.deepEqual(message.attributes, { mood: "good" });
          assert.ok(Number.isFinite(message.dateCreated.getTime()));
          assert.equal(message.conversation.sid, world.sid);
        }
      },
    },
    "text of every script, and control characters": {
      run: (world) => world.sent("žluť 日本 😀🏳️‍🌈 \"q\" \\ \r\n\t\u0001\u2028"),
    },
    "attributes of any JSON value": {
      async run(world) {
        for (const value of [["a", 1, null], 5, "text", true, { deep: [{}] }]) {
          const { theirs } = await world.sent(`json ${JSON.stringify(value)}`, value);
          assert.deepEqual(theirs.attributes, value);
        }
      },
    },
    "messageAdded at the client, for messages by REST": {
      async run(world) {
        const form = { Author: "robot", Body: "beep" };
        const [, message] = await brings(
          () => world.rest("POST", `/v1/Conversations/${world.sid}/Messages`, form),
          heard(world.ada.client, "messageAdded", ({ body }) => body === "beep"),
        );
        assert.equal(message.author, "robot");
      },
    },
    "message.getParticipant": {
      async run(world) {
        const { theirs } = await world.sent("by whom");
        assert.equal((await theirs.getParticipant()).identity, "ada");
      },
    },
    lastMessage: {
      async run(world) {
        const { index } = await world.sent("the last");
        await becomes(() => world.bobsRoom.lastMessage?.index, index);
        assert.ok(Number.isFinite(world.bobsRoom.lastMessage.dateCreated.getTime()));
      },
    },
    "updateBody, messageUpdated": {
      async run(world) {
        const { mine, theirs } = await world.sent("wrong");
        await brings(
          () => mine.updateBody("right"),
          heard(world.bob.client, "messageUpdated", about(mine, "body")),
          heard(world.bobsRoom, "messageUpdated", about(mine, "body")),
          heard(theirs, "updated", about(mine, "body")),
        );
        assert.equal(theirs.body, "right");
        assert.equal(theirs.lastUpdatedBy, "ada");
      },
    },
    "updateAttributes of a message": {
      async run(world) {
        const { mine, theirs } = await world.sent("marked");
        await brings(
          () => mine.updateAttributes({ mark: 2 }),
          heard(world.bobsRoom, "messageUpdated", about(mine, "attributes")),
        );
        assert.deepEqual(theirs.attributes, { mark: 2 });
        assert.equal(theirs.body, "marked");
      },
    },
    "remove, messageRemoved": {
      async run(world) {
        const { index, mine } = await world.sent("gone soon");
        const gone = ({ sid }) => sid === mine.sid;
        await brings(
          () => mine.remove(),
          heard(world.bob.client, "messageRemoved", gone),
          heard(world.bobsRoom, "messageRemoved", gone),
        );
        const left = (await world.bobsRoom.getMessages(5)).items.map((message) => message.index);
        assert.ok(!left.includes(index));
        assert.ok((await world.sent("next")).index > index);
      },
    },
    "prepareMessage, build, send": {
      has: ({ room }) => typeof room?.prepareMessage === "function",
      async run({ room, bobsRoom }) {
        const built = room.prepareMessage().setBody("built").setSubject("why").setAttributes({ k: 7 });
        const [index, message] = await brings(
          () => built.build().send(),
          heard(bobsRoom, "messageAdded", ({ body }) => body === "built"),
        );
        assert.equal(message.index, index);
        assert.equal(message.subject, "why");
        assert.deepEqual(message.attributes, { k: 7 });
      },
    },
    buildAndSend: {
      has: ({ room }) => typeof room?.prepareMessage?.().buildAndSend === "function",
      async run({ room, bobsRoom }) {
        const built = room.prepareMessage().setBody("at once");
        const told = heard(bobsRoom, "messageAdded", ({ body }) => body === "at once");
        await brings(() => built.buildAndSend(), told);
      },
    },
    "sendMessage with a subject": {
      since: "1.2.0",
      async run({ room, bobsRoom }) {
        const [, message] = await brings(
          () => room.sendMessage("about", {}, { subject: "matters" }),
          heard(bobsRoom, "messageAdded", ({ body }) => body === "about"),
        );
        assert.equal(message.subject, "matters");
      },
    },
  },
};

const HISTORY = 75;

const upTo = (count) => Array.from({ length: count }, (_, at) => at);

export const history = {
  area: "History",
  capabilities: {
    "getMessages: the newest 30": {
      async run(world) {
        const sid = await world.conversation({ FriendlyName: "Long" }, "ada");
        const send = (at) => world.rest("POST", `/v1/Conversations/${sid}/Messages`, { Body: `${at}` });
        await Promise.all(upTo(HISTORY).map(send));
        world.long = await world.ada.client.getConversationBySid(sid);
        const page = await world.long.getMessages();
        assert.deepEqual(page.items.map(({ index }) => index), upTo(HISTORY).slice(45));
        assert.equal(page.hasNextPage, false);
        assert.equal(page.hasPrevPage, true);
      },
    },
    "prevPage back to the first": {
      needs: "long",
      async run({ long }) {
        const found = await all(await long.getMessages(20), "prev");
        assert.deepEqual(found.map(({ index }) => index), upTo(HISTORY));
      },
    },
    "prevPage, then nextPage": {
      needs: "long",
      async run({ long }) {
        const newest = await long.getMessages(10);
        const again = await (await newest.prevPage()).nextPage();
        assert.deepEqual(again.items.map(({ sid }) => sid), newest.items.map(({ sid }) => sid));
      },
    },
    "forward from an anchor": {
      needs: "long",
      async run({ long }) {
        const found = await all(await long.getMessages(30, 5, "forward"));
        assert.deepEqual(found.map(({ index }) => index), upTo(HISTORY).slice(5));
      },
    },
    "backwards from an anchor": {
      needs: "long",
      async run({ long }) {
        const page = await long.getMessages(10, 40);
        assert.deepEqual(page.items.map(({ index }) => index), upTo(41).slice(31));
        assert.equal(page.hasPrevPage, true);
      },
    },
    getMessagesCount: { needs: "long", run: ({ long }) => becomes(() => long.getMessagesCount(), HISTORY) },
  },
};
