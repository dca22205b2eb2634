import assert from "node:assert/strict";
import { becomes, brings, heard } from "./world.mjs";

const reason = (wanted) => ({ updateReasons }) => updateReasons.includes(wanted);
const horizon = (index) => (update) =>
  reason("lastReadMessageIndex")(update) && (update.conversation ?? update.participant).lastReadMessageIndex === index;

export const reading = {
  area: "Reading",
  capabilities: {
    updateLastReadMessageIndex: {
      async run(world) {
        const { index } = await world.sent("to be read");
        world.read = index;
        for (const body of ["unread one", "unread two"]) await world.sent(body);
        const [left] = await brings(
          () => world.bobsRoom.updateLastReadMessageIndex(index),
          heard(world.bob.client, "conversationUpdated", horizon(index)),
        );
        assert.equal(left, 2);
        assert.equal(world.bobsRoom.lastReadMessageIndex, index);
      },
    },
    "participant.lastReadMessageIndex, participantUpdated": {
      async run(world) {
        const them = await world.room.getParticipantByIdentity("bob");
        await becomes(() => them.lastReadMessageIndex, world.read);
        assert.ok(Number.isFinite(them.lastReadTimestamp.getTime()));
        // Both hear of it, by objects of their own: bob's later steps need his.
        await brings(
          () => world.bobsRoom.updateLastReadMessageIndex(world.read + 1),
          heard(world.room, "participantUpdated", horizon(world.read + 1)),
          heard(world.bobsRoom, "updated", horizon(world.read + 1)),
        );
      },
    },
    getUnreadMessagesCount: {
      run: ({ bobsRoom }) => becomes(() => bobsRoom.getUnreadMessagesCount(), 1),
    },
    advanceLastReadMessageIndex: {
      async run({ bobsRoom, read }) {
        assert.equal(await bobsRoom.advanceLastReadMessageIndex(read), 1);
        assert.equal(bobsRoom.lastReadMessageIndex, read + 1);
        assert.equal(await bobsRoom.advanceLastReadMessageIndex(read + 2), 0);
      },
    },
    setAllMessagesUnread: {
      async run({ bobsRoom }) {
        await bobsRoom.setAllMessagesUnread();
        await becomes(() => bobsRoom.lastReadMessageIndex, null);
        await becomes(() => bobsRoom.getUnreadMessagesCount(), null);
      },
    },
    setAllMessagesRead: {
      async run({ bobsRoom }) {
        assert.equal(await bobsRoom.setAllMessagesRead(), 0);
        await becomes(() => bobsRoom.lastReadMessageIndex, bobsRoom.lastMessage.index);
      },
    },
  },
};
