import assert from "node:assert/strict";
import { becomes, brings, heard } from "./world.mjs";

const about = (identity, reason) => ({ user, updateReasons }) =>
  user.identity === identity && updateReasons.includes(reason);

export const users = {
  area: "Users",
  capabilities: {
    "client.user": {
      async run({ ada }) {
        await becomes(() => ada.client.user.isSubscribed, true);
        assert.equal(ada.client.user.identity, "ada");
        assert.equal(typeof ada.client.user.friendlyName, "string");
        assert.deepEqual(ada.client.user.attributes, {});
      },
    },
    "getUser, userSubscribed": {
      async run(world) {
        const { client } = world.ada;
        const form = { Identity: "fay", FriendlyName: "Fay", Attributes: '{"k":1}' };
        await world.rest("POST", "/v1/Users", form);
        const [fay] = await brings(
          () => client.getUser("fay"),
          heard(client, "userSubscribed", ({ identity }) => identity === "fay"),
        );
        assert.equal(fay.friendlyName, "Fay");
        assert.deepEqual(fay.attributes, { k: 1 });
      },
    },
    getSubscribedUsers: {
      async run({ ada }) {
        const found = await ada.client.getSubscribedUsers();
        assert.ok(found.some(({ identity }) => identity === "fay"));
      },
    },
    "user.unsubscribe, userUnsubscribed": {
      async run({ ada }) {
        const fay = await ada.client.getUser("fay");
        await brings(
          () => fay.unsubscribe(),
          heard(ada.client, "userUnsubscribed", ({ identity }) => identity === "fay"),
        );
        assert.equal(fay.isSubscribed, false);
      },
    },
    "user.updateFriendlyName, userUpdated": {
      async run({ ada, bob }) {
        const them = await bob.client.getUser("ada");
        await brings(
          () => ada.client.user.updateFriendlyName("Ada L."),
          heard(bob.client, "userUpdated", about("ada", "friendlyName")),
          heard(them, "updated", about("ada", "friendlyName")),
        );
        assert.equal(them.friendlyName, "Ada L.");
      },
    },
    "user.updateAttributes": {
      async run({ ada, bob }) {
        const them = await bob.client.getUser("ada");
        await brings(
          () => ada.client.user.updateAttributes({ born: 1815 }),
          heard(bob.client, "userUpdated", about("ada", "attributes")),
        );
        assert.deepEqual(them.attributes, { born: 1815 });
      },
    },
    reachabilityEnabled: {
      run: async ({ ada }) => assert.equal(ada.client.reachabilityEnabled, true),
    },
    "user.isOnline": {
      async run(world) {
        assert.equal(world.ada.client.reachabilityEnabled, true);
        const { client } = await world.connect("carl");
        const carl = await world.ada.client.getUser("carl");
        await becomes(() => carl.isOnline, true);
        await brings(
          () => client.shutdown(),
          heard(world.ada.client, "userUpdated", about("carl", "reachabilityOnline")),
        );
        assert.equal(carl.isOnline, false);
      },
    },
    "user.isNotifiable": {
      async run(world) {
        const { client } = await world.connect("gus");
        const gus = await world.ada.client.getUser("gus");
        assert.equal(gus.isNotifiable, false);
        await brings(
          () => client.setPushRegistrationId("fcm", "a phone"),
          heard(world.ada.client, "userUpdated", about("gus", "reachabilityNotifiable")),
        );
        assert.equal(gus.isNotifiable, true);
        await client.shutdown();
      },
    },
  },
};
