import assert from "node:assert/strict";
import { becomes, brings, heard, refused } from "./world.mjs";

/** A client by the constructor of 2.x and 3.x, and what it raises of this name first. */
async function begin(world, token, ...names) {
  const { options } = await world.proxy();
  const client = new world.Client(token, options);
  const raised = names.map((name) => heard(client, name).then((what) => [name, what]));
  const [name, what] = await Promise.race(raised);
  return { client, name, what };
}

const wrongToken = (world) => world.token("ada", { secret: "wrong" });

export const start = {
  area: "Client: start",
  capabilities: {
    "Client.create": {
      setup: true,
      async run(world) {
        world.ada = await world.connect("ada");
        world.bob = await world.connect("bob");
        assert.equal(world.ada.client.connectionState, "connected");
      },
    },
    "new Client, initialized": {
      since: "2.2.0",
      async run(world) {
        const { client, name } = await begin(world, world.token("ada"), "initialized", "initFailed");
        assert.equal(name, "initialized");
        await client.shutdown();
      },
    },
    stateChanged: {
      since: "2.0.0",
      async run(world) {
        const { client, what } = await begin(world, world.token("ada"), "stateChanged");
        assert.equal(what, "initialized");
        await client.shutdown();
      },
    },
    initFailed: {
      since: "2.2.0",
      async run(world) {
        const { name } = await begin(world, wrongToken(world), "initialized", "initFailed");
        assert.equal(name, "initFailed");
      },
    },
    "connectionError, state denied": {
      async run(world) {
        const { options } = await world.proxy();
        const client = new world.Client(wrongToken(world), options);
        const [error] = await Promise.all([
          heard(client, "connectionError"),
          heard(client, "connectionStateChanged", (state) => state === "denied"),
        ]);
        assert.equal(error.terminal, true);
        assert.equal(error.httpStatusCode, 401);
      },
    },
    version: {
      has: ({ Client }) => Client.version !== undefined,
      run: async ({ Client, version }) => assert.equal(Client.version, version),
    },
    getConversationBySid: {
      setup: true,
      async run(world) {
        world.room = await world.ada.client.getConversationBySid(world.sid);
        world.bobsRoom = await world.bob.client.getConversationBySid(world.sid);
        assert.equal(world.room.friendlyName, "Lobby");
        assert.equal(world.room.status, "joined");
        // Until it has read a list, what happens is history, of which the SDK raises nothing.
        for (const room of [world.room, world.bobsRoom]) await room.getMessages(30);
        const form = { Attributes: JSON.stringify({ change: "settled" }) };
        const change = () => world.rest("POST", `/v1/Conversations/${world.sid}`, form);
        const changed = ({ conversation }) => conversation.attributes.change === "settled";
        await brings(change, ...[world.room, world.bobsRoom].map((room) => heard(room, "updated", changed)));
      },
    },
  },
};

async function cutAndBack(world, meanwhile) {
  const { client, proxy } = world.bob;
  const lost = heard(client, "connectionStateChanged", (state) => state !== "connected");
  proxy.block(true);
  await lost;
  await meanwhile();
  const back = heard(client, "connectionStateChanged", (state) => state === "connected");
  proxy.block(false);
  await back;
}

export const connection = {
  area: "Client: connection and token",
  capabilities: {
    "reconnect: what was missed is told once and in order": {
      async run(world) {
        const bodies = ["one", "two", "three"];
        const told = [];
        const listen = (message) => bodies.includes(message.body) && told.push(message.body);
        world.bobsRoom.on("messageAdded", listen);
        await cutAndBack(world, async () => {
          for (const body of bodies) await world.room.sendMessage(body);
        });
        await becomes(() => told.length, 3);
        await world.sent("after the cut");
        assert.deepEqual(told, bodies);
        world.bobsRoom.removeListener("messageAdded", listen);
      },
    },
    "reconnect: participants and names that changed meanwhile": {
      async run(world) {
        const all = `/v1/Conversations/${world.sid}`;
        const joined = heard(world.bobsRoom, "participantJoined", ({ identity }) => identity === "eve");
        const isName = ({ updateReasons }) => updateReasons.includes("friendlyName");
        const renamed = heard(world.bobsRoom, "updated", isName);
        const told = Promise.all([joined, renamed]);
        told.catch(() => {});
        await cutAndBack(world, async () => {
          await world.rest("POST", `${all}/Participants`, { Identity: "eve" });
          await world.rest("POST", all, { FriendlyName: "Lobby of eve" });
        });
        await told;
        assert.equal(world.bobsRoom.friendlyName, "Lobby of eve");
      },
    },
    "reconnect: a call made while the connection is down": {
      async run(world) {
        const { client, proxy } = world.bob;
        proxy.cut();
        await heard(client, "connectionStateChanged", (state) => state !== "connected");
        const heardIt = heard(world.room, "messageAdded", ({ body }) => body === "from below");
        await Promise.all([world.bobsRoom.sendMessage("from below"), heardIt]);
      },
    },
    "updateToken while connected": {
      async run(world) {
        await world.ada.client.updateToken(world.token("ada"));
        assert.equal(world.ada.client.connectionState, "connected");
        await world.sent("with a new token");
      },
    },
    "updateToken with a wrong token": {
      async run(world) {
        const { client, proxy } = await world.connect("carl");
        const denied = heard(client, "connectionStateChanged", (state) => state === "denied");
        await refused(client.updateToken(world.token("carl", { secret: "wrong" })), 20107);
        await denied;
        // 1.x takes the end of the old socket for that of a new one.
        await becomes(() => proxy.sockets.size, 0);
        await client.updateToken(world.token("carl"));
        await world.connected(client);
        await client.shutdown();
      },
    },
    "tokenAboutToExpire, tokenExpired": {
      async run(world) {
        const { options } = await world.proxy();
        const at = await world.now();
        const client = new world.Client(world.token("carl", { seconds: 200, at }), options);
        await world.connected(client);
        await brings(() => world.advance(20), heard(client, "tokenAboutToExpire"));
        await brings(() => world.advance(180), heard(client, "tokenExpired"));
      },
    },
    "tokenExpired at the start": {
      async run(world) {
        const { options } = await world.proxy();
        const old = world.token("carl", { seconds: 60, at: Date.now() - 3_600_000 });
        const client = new world.Client(old, options);
        const denied = heard(client, "connectionStateChanged", (state) => state === "denied");
        await Promise.all([heard(client, "tokenExpired"), denied]);
      },
    },
    "connectionStateChanged, from connecting to disconnected": {
      async run(world) {
        const { options } = await world.proxy();
        const client = new world.Client(world.token("carl"), options);
        // 1.x is connecting from the beginning, and raises no event for that.
        const states = world.version.startsWith("1.") ? ["connecting"] : [];
        client.on("connectionStateChanged", (state) => states.push(state));
        await world.connected(client);
        await client.shutdown();
        await becomes(() => states.at(-1), "disconnected");
        assert.equal(states[0], "connecting");
        // 1.x calls itself connecting once more, while it registers, at any time.
        const others = states.filter((state) => state !== "connecting");
        assert.deepEqual(others.slice(-3), ["connected", "disconnecting", "disconnected"]);
      },
    },
    shutdown: {
      async run(world) {
        const { client } = await world.connect("carl");
        const gone = heard(client, "connectionStateChanged", (state) => state === "disconnected");
        await brings(() => client.shutdown(), gone);
      },
    },
  },
};
