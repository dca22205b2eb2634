import assert from "node:assert/strict";
import { brings, heard, refused } from "./world.mjs";

const BYTES = Buffer.from("not really a picture");

const option = (name) => ({ contentType: "text/plain", filename: name, media: BYTES });

async function sentMedia(world, send) {
  const told = heard(world.bobsRoom, "messageAdded", ({ type }) => type === "media");
  const [index, message] = await brings(send, told);
  assert.equal(message.index, index);
  return message;
}

const mediaOf = (message) => (message.attachedMedia ? message.attachedMedia[0] : message.media);

async function assertServed(world, url) {
  const answer = await fetch(world.local(url));
  assert.equal(answer.headers.get("content-type"), "text/plain");
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), BYTES);
}

const temporary = (world, name) => typeof world.ada?.client[name] === "function";

export const media = {
  area: "Media",
  capabilities: {
    "sendMessage with media": {
      async run(world) {
        world.photo = await sentMedia(world, () => world.room.sendMessage(option("a.txt")));
        const it = mediaOf(world.photo);
        assert.match(it.sid, /^ME/);
        assert.equal(it.contentType, "text/plain");
        assert.equal(it.size, BYTES.length);
      },
    },
    "media.getContentTemporaryUrl": {
      needs: "photo",
      run: async (world) => assertServed(world, await mediaOf(world.photo).getContentTemporaryUrl()),
    },
    "addMedia: several in one message": {
      has: ({ room }) => typeof room?.prepareMessage === "function",
      async run(world) {
        const built = world.room.prepareMessage().setBody("two");
        built.addMedia(option("a.txt")).addMedia(option("b.txt"));
        const message = await sentMedia(world, () => built.build().send());
        assert.deepEqual(message.attachedMedia.map(({ filename }) => filename), ["a.txt", "b.txt"]);
        assert.equal(message.body, "two");
        world.album = message;
      },
    },
    getMediaByCategories: {
      has: ({ room }) => typeof room?.prepareMessage === "function",
      needs: "album",
      async run({ album }) {
        assert.equal(album.getMediaByCategories(["media"]).length, 2);
        assert.equal(album.getMediaByCategories(["body"])?.length ?? 0, 0);
      },
    },
    "cancel a message with media": {
      has: ({ room }) => typeof room?.prepareMessage === "function",
      async run(world) {
        const { index: before } = await world.sent("ahead");
        const built = world.room.prepareMessage().setBody("never").addMedia(option("never.txt"));
        const sending = built.build().send();
        sending.cancel();
        await refused(sending, undefined, /cancel/i);
        const { index } = await world.sent("instead");
        assert.equal(index, before + 1);
      },
    },
    "setEmailBody, getEmailBody": {
      has: ({ room }) => typeof room?.prepareMessage === "function",
      async run(world) {
        const text = { contentType: "text/plain", filename: "body.txt", media: BYTES };
        const built = world.room.prepareMessage().setBody("mail").setEmailBody("text/plain", text);
        const message = await sentMedia(world, () => built.build().send());
        await assertServed(world, await message.getEmailBody("text/plain").getContentTemporaryUrl());
      },
    },
    "setEmailHistory, getEmailHistory": {
      has: ({ room }) => typeof room?.prepareMessage === "function",
      async run(world) {
        const text = { contentType: "text/plain", filename: "history.txt", media: BYTES };
        const built = world.room.prepareMessage().setBody("mail").setEmailHistory("text/plain", text);
        const message = await sentMedia(world, () => built.build().send());
        await assertServed(world, await message.getEmailHistory("text/plain").getContentTemporaryUrl());
      },
    },
    "client.getTemporaryContentUrlsForMedia": {
      has: (world) => temporary(world, "getTemporaryContentUrlsForMedia"),
      needs: "album",
      async run(world) {
        const { ada, album } = world;
        const urls = await ada.client.getTemporaryContentUrlsForMedia(album.attachedMedia);
        for (const it of album.attachedMedia) await assertServed(world, urls.get(it.sid));
      },
    },
    "client.getTemporaryContentUrlsForMediaSids": {
      has: (world) => temporary(world, "getTemporaryContentUrlsForMediaSids"),
      needs: "album",
      async run(world) {
        const { ada, album } = world;
        const sids = album.attachedMedia.map(({ sid }) => sid);
        const urls = await ada.client.getTemporaryContentUrlsForMediaSids(sids);
        for (const sid of sids) await assertServed(world, urls.get(sid));
      },
    },
    "message.getTemporaryContentUrlsForAttachedMedia": {
      has: (world) => temporary(world, "getTemporaryContentUrlsForMedia"),
      needs: "album",
      async run(world) {
        const { album } = world;
        const urls = await album.getTemporaryContentUrlsForAttachedMedia();
        for (const it of album.attachedMedia) await assertServed(world, urls.get(it.sid));
      },
    },
  },
};
