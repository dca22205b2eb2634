import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { all, becomes, brings, heard, refused } from "./world.mjs";

/** Number and, without one, words with which 1.1.0 says that there is no such conversation. */
const NOT_FOUND = [50350, /is not found/];

const reason = (wanted) => ({ updateReasons }) => updateReasons.includes(wanted);
const with_ = (sid) => (conversation) => conversation.sid === sid;

/** Changes a field of the room as ada and waits until everybody knows the new value. */
async function changes(world, act, field, value) {
  const fits = ({ updateReasons, conversation }) =>
    updateReasons.includes(field) && isDeepStrictEqual(conversation[field], value);
  const [, update] = await brings(
    () => act(world.room),
    heard(world.bob.client, "conversationUpdated", fits),
    heard(world.bobsRoom, "updated", fits),
    heard(world.room, "updated", fits),
  );
  assert.equal(update.conversation.sid, world.sid);
}

export const conversations = {
  area: "Conversations",
  capabilities: {
    "fields: dates, creator, state, notification level": {
      async run({ room }) {
        assert.equal(room.createdBy, "system");
        assert.equal(room.uniqueName, "lobby");
        assert.equal(room.notificationLevel, "default");
        assert.equal(room.state.current, "active");
        for (const date of [room.dateCreated, room.dateUpdated, room.state.dateUpdated]) {
          assert.ok(Number.isFinite(date.getTime()));
        }
      },
    },
    limits: {
      has: ({ room }) => room?.limits !== undefined,
      async run({ room }) {
        assert.equal(room.limits.mediaAttachmentsCountLimit, 10);
        assert.equal(room.limits.mediaAttachmentSizeLimitInMb, 50);
      },
    },
    "getConversationBySid of a stranger": {
      run: ({ ada }) => refused(ada.client.getConversationBySid(`CH${"f".repeat(32)}`), ...NOT_FOUND),
    },
    getConversationByUniqueName: {
      async run({ ada, sid }) {
        const found = await ada.client.getConversationByUniqueName("lobby");
        assert.equal(found.sid, sid);
      },
    },
    peekConversationBySid: {
      has: ({ ada }) => typeof ada?.client.peekConversationBySid === "function",
      async run({ ada, sid }) {
        assert.equal((await ada.client.peekConversationBySid(sid)).sid, sid);
      },
    },
    "getSubscribedConversations, in pages": {
      async run(world) {
        const numbers = Array.from({ length: 52 }, (_, at) => at);
        const make = (at) => world.conversation({ FriendlyName: `of dora ${at}` }, "dora");
        const made = await Promise.all(numbers.map(make));
        const { client } = await world.connect("dora");
        const found = await all(await client.getSubscribedConversations());
        assert.deepEqual(found.map(({ sid }) => sid).sort(), made.sort());
        await client.shutdown();
      },
    },
    "bindings: address for e-mail": {
      has: ({ room }) => room?.bindings !== undefined,
      async run(world) {
        const form = { "Bindings.Email.Address": "lobby@example.com", "Bindings.Email.Name": "Lobby" };
        const change = () => world.rest("POST", `/v1/Conversations/${world.sid}`, form);
        await brings(change, heard(world.bobsRoom, "updated", reason("bindings")));
        const email = { name: "Lobby", projected_address: "lobby@example.com" };
        assert.deepEqual(world.bobsRoom.bindings, { email });
      },
    },
    getAttributes: {
      async run({ room }) {
        assert.equal(typeof (await room.getAttributes()), "object");
      },
    },
    "updateAttributes, conversationUpdated, updated": {
      async run(world) {
        const attributes = { topic: ["a", 1, null] };
        await changes(world, (room) => room.updateAttributes(attributes), "attributes", attributes);
      },
    },
    updateFriendlyName: {
      async run(world) {
        await changes(world, (room) => room.updateFriendlyName("Renamed"), "friendlyName", "Renamed");
      },
    },
    updateUniqueName: {
      async run(world) {
        await changes(world, (room) => room.updateUniqueName("hall"), "uniqueName", "hall");
        const found = await world.ada.client.getConversationByUniqueName("hall");
        assert.equal(found.sid, world.sid);
      },
    },
    setUserNotificationLevel: {
      async run({ room }) {
        for (const level of ["muted", "default"]) {
          const updated = heard(room, "updated", reason("notificationLevel"));
          await brings(() => room.setUserNotificationLevel(level), updated);
          assert.equal(room.notificationLevel, level);
        }
      },
    },
    "createConversation, conversationAdded": {
      async run(world) {
        const options = { friendlyName: "New", uniqueName: "new", attributes: { k: 1 } };
        const [made] = await brings(
          () => world.ada.client.createConversation(options),
          heard(world.ada.client, "conversationAdded", ({ uniqueName }) => uniqueName === "new"),
        );
        assert.equal(made.friendlyName, "New");
        assert.deepEqual(made.attributes, { k: 1 });
        assert.equal(made.createdBy, "ada");
        assert.equal(made.status, "notParticipating");
        world.made = made;
      },
    },
    "createConversation with a taken unique name is refused": {
      run: ({ ada }) => refused(ada.client.createConversation({ uniqueName: "new" }), 50353),
    },
    "join, conversationJoined": {
      needs: "made",
      async run({ ada, made }) {
        await brings(() => made.join(), heard(ada.client, "conversationJoined", with_(made.sid)));
        await becomes(() => made.status, "joined");
        await made.sendMessage("first");
      },
    },
    "delete, conversationRemoved, removed": {
      needs: "made",
      async run({ ada, made }) {
        await brings(
          () => made.delete(),
          heard(ada.client, "conversationLeft", with_(made.sid)),
          heard(ada.client, "conversationRemoved", with_(made.sid)),
          heard(made, "removed"),
        );
        await refused(ada.client.getConversationBySid(made.sid), ...NOT_FOUND);
      },
    },
    "state: closed by REST": {
      async run(world) {
        const sid = await world.conversation({ FriendlyName: "Closing" }, "ada");
        const closing = await world.ada.client.getConversationBySid(sid);
        await brings(
          () => world.rest("POST", `/v1/Conversations/${sid}`, { State: "closed" }),
          heard(closing, "updated", reason("state")),
        );
        assert.equal(closing.state.current, "closed");
        await refused(closing.sendMessage("too late"), 50377);
      },
    },
  },
};

export const membership = {
  area: "Membership",
  capabilities: {
    "a conversation added to by others: conversationAdded, conversationJoined": {
      async run(world) {
        const { client } = world.bob;
        const [sid] = await brings(
          () => world.conversation({ FriendlyName: "Party" }, "ada", "bob"),
          heard(client, "conversationAdded", ({ friendlyName }) => friendlyName === "Party"),
          heard(client, "conversationJoined", ({ friendlyName }) => friendlyName === "Party"),
        );
        world.party = await world.ada.client.getConversationBySid(sid);
        world.bobsParty = await client.getConversationBySid(sid);
      },
    },
    "leave, conversationLeft": {
      needs: "bobsParty",
      async run({ bob, party, bobsParty }) {
        const { sid } = party;
        await party.getParticipants();
        await brings(
          () => bobsParty.leave(),
          heard(bob.client, "conversationLeft", with_(sid)),
          heard(bob.client, "conversationRemoved", with_(sid)),
          heard(party, "participantLeft", ({ identity }) => identity === "bob"),
        );
      },
    },
    "after leaving, nothing is told": {
      needs: "party",
      async run(world) {
        const told = [];
        const listen = (message) => told.push(message.body);
        world.bob.client.on("messageAdded", listen);
        await world.party.sendMessage("behind bob's back");
        await world.sent("for everybody");
        assert.deepEqual(told, ["for everybody"]);
        world.bob.client.removeListener("messageAdded", listen);
      },
    },
    "removed by REST: conversationLeft": {
      async run(world) {
        const [sid, theirs] = await brings(
          () => world.conversation({ FriendlyName: "Away" }, "bob"),
          heard(world.bob.client, "conversationJoined", ({ friendlyName }) => friendlyName === "Away"),
        );
        await brings(
          () => world.rest("DELETE", `/v1/Conversations/${sid}/Participants/bob`),
          heard(world.bob.client, "conversationLeft", with_(sid)),
          heard(theirs, "removed"),
        );
      },
    },
    "two sessions of one identity": {
      async run(world) {
        const { client } = await world.connect("bob");
        const room = await client.getConversationBySid(world.sid);
        await room.getMessages(1);
        await brings(
          () => world.room.sendMessage("to both of bob"),
          heard(room, "messageAdded", ({ body }) => body === "to both of bob"),
          heard(world.bobsRoom, "messageAdded", ({ body }) => body === "to both of bob"),
        );
        await client.shutdown();
      },
    },
  },
};
