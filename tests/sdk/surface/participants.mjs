import assert from "node:assert/strict";
import { becomes, brings, heard, refused } from "./world.mjs";

const is = (wanted) => ({ identity }) => identity === wanted;

export const participants = {
  area: "Participants",
  capabilities: {
    getParticipants: {
      async run({ room }) {
        const found = await room.getParticipants();
        assert.deepEqual(found.map(({ identity }) => identity).sort(), ["ada", "bob"]);
        for (const { sid, type, dateCreated } of found) {
          assert.match(sid, /^MB/);
          assert.equal(type, "chat");
          assert.ok(Number.isFinite(dateCreated.getTime()));
        }
      },
    },
    getParticipantByIdentity: {
      async run({ room }) {
        assert.equal((await room.getParticipantByIdentity("bob")).identity, "bob");
      },
    },
    getParticipantBySid: {
      async run({ room }) {
        const { sid } = await room.getParticipantByIdentity("bob");
        assert.equal((await room.getParticipantBySid(sid)).identity, "bob");
      },
    },
    getParticipantsCount: { run: ({ room }) => becomes(() => room.getParticipantsCount(), 2) },
    "add, participantJoined": {
      async run({ room, ada, bobsRoom }) {
        const everywhere = [ada.client, room, bobsRoom];
        const joined = everywhere.map((one) => heard(one, "participantJoined", is("carl")));
        const [, , mine] = await brings(() => room.add("carl", { guest: true }), ...joined);
        assert.deepEqual(mine.attributes, { guest: true });
      },
    },
    "add somebody twice is refused": { run: ({ room }) => refused(room.add("carl"), 50433) },
    "removeParticipant by identity, participantLeft": {
      async run({ room, ada, bobsRoom }) {
        const everywhere = [ada.client, room, bobsRoom];
        const left = everywhere.map((one) => heard(one, "participantLeft", is("carl")));
        await brings(() => room.removeParticipant("carl"), ...left);
      },
    },
    "removeParticipant by participant": {
      async run({ room }) {
        const [, joined] = await brings(() => room.add("carl"), heard(room, "participantJoined", is("carl")));
        await brings(() => room.removeParticipant(joined), heard(room, "participantLeft", is("carl")));
      },
    },
    "participant.remove": {
      async run({ room }) {
        const [, joined] = await brings(() => room.add("carl"), heard(room, "participantJoined", is("carl")));
        await brings(() => joined.remove(), heard(room, "participantLeft", is("carl")));
      },
    },
    addNonChatParticipant: {
      async run({ room }) {
        const isSms = ({ type }) => type === "sms";
        const [, joined] = await brings(
          () => room.addNonChatParticipant("+15005550006", "+15005550001", { by: "phone" }),
          heard(room, "participantJoined", isSms),
        );
        assert.equal(joined.identity, null);
        assert.deepEqual(joined.attributes, { by: "phone" });
        await brings(() => joined.remove(), heard(room, "participantLeft", isSms));
      },
    },
    "addNonChatParticipant by e-mail, participant.bindings": {
      has: ({ room }) => room?.bindings !== undefined,
      async run({ room, bobsRoom }) {
        const [proxy, address] = ["lobby@example.com", "eve@example.com"];
        const isEmail = ({ type }) => type === "email";
        const email = { name: "Eve", level: "cc" };
        const [, joined] = await brings(
          () => room.addNonChatParticipant(proxy, address, {}, { email }),
          heard(bobsRoom, "participantJoined", isEmail),
        );
        assert.deepEqual(joined.bindings, { email: { ...email, address } });
        await brings(() => joined.remove(), heard(room, "participantLeft", isEmail));
      },
    },
    "participant.type of a chat user in a group message": {
      async run(world) {
        const sid = await world.conversation({ FriendlyName: "Group" });
        const form = { Identity: "ada", "MessagingBinding.ProjectedAddress": "+15005550006" };
        await world.rest("POST", `/v1/Conversations/${sid}/Participants`, form);
        const room = await world.ada.client.getConversationBySid(sid);
        const [{ identity, type }] = await room.getParticipants();
        assert.deepEqual({ identity, type }, { identity: "ada", type: "chat" });
      },
    },
    "participant.updateAttributes, participantUpdated": {
      async run({ room, bob, bobsRoom }) {
        const updated = ({ participant, updateReasons }) =>
          participant.identity === "ada" && updateReasons.includes("attributes");
        const me = await room.getParticipantByIdentity("ada");
        const theirs = await bobsRoom.getParticipantByIdentity("ada");
        await brings(
          () => me.updateAttributes({ hat: "red" }),
          heard(bob.client, "participantUpdated", updated),
          heard(bobsRoom, "participantUpdated", updated),
          heard(theirs, "updated", updated),
        );
        assert.deepEqual(theirs.attributes, { hat: "red" });
      },
    },
    "participant.roleSid, changed by REST": {
      async run(world) {
        const { roles } = await world.rest("GET", "/v1/Roles?PageSize=100");
        const role = roles.find(({ friendly_name }) => friendly_name === "channel admin");
        const them = await world.room.getParticipantByIdentity("bob");
        const participant = `/v1/Conversations/${world.sid}/Participants/${them.sid}`;
        await brings(
          () => world.rest("POST", participant, { RoleSid: role.sid }),
          heard(world.room, "participantUpdated", ({ updateReasons }) => updateReasons.includes("roleSid")),
        );
        assert.equal(them.roleSid, role.sid);
      },
    },
    "participant.getUser": {
      async run({ room }) {
        const user = await (await room.getParticipantByIdentity("bob")).getUser();
        assert.equal(user.identity, "bob");
      },
    },
    "a roster of several pages": {
      async run(world) {
        const crowd = Array.from({ length: 60 }, (_, at) => `guest ${at}`);
        const sid = await world.conversation({ FriendlyName: "Crowd" }, ...crowd, "ada");
        const found = await (await world.ada.client.getConversationBySid(sid)).getParticipants();
        assert.deepEqual(found.map(({ identity }) => identity).sort(), [...crowd, "ada"].sort());
      },
    },
    "identities with reserved characters": {
      async run({ room }) {
        const odd = "o/d+d %é";
        await brings(() => room.add(odd), heard(room, "participantJoined", is(odd)));
        await brings(() => room.removeParticipant(odd), heard(room, "participantLeft", is(odd)));
      },
    },
  },
};

export const typing = {
  area: "Typing",
  capabilities: {
    "typing, typingStarted, typingEnded": {
      async run({ room, bob, bobsRoom }) {
        const them = await bobsRoom.getParticipantByIdentity("ada");
        const types = (typing) => (participant) => is("ada")(participant) && them.isTyping === typing;
        const started = [bob.client, bobsRoom, them].map((one) => heard(one, "typingStarted", types(true)));
        await brings(() => room.typing(), ...started, heard(bobsRoom, "typingEnded", types(false)));
      },
    },
    "a message ends typing": {
      async run({ room, bobsRoom }) {
        await brings(() => bobsRoom.typing(), heard(room, "typingStarted", is("bob")));
        const ended = heard(room, "typingEnded", is("bob"));
        await brings(() => bobsRoom.sendMessage("typed"), ended);
      },
    },
  },
};
