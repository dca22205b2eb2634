import assert from "node:assert/strict";
import { becomes, brings, heard, refused } from "./world.mjs";

const can = (name) => (world) => typeof world.ada?.client[name] === "function";

/** A push as Firebase would hand it to an application. */
const PUSH = {
  data: {
    twi_message_type: "twilio.conversations.new_message",
    twi_title: "Lobby",
    twi_body: "hello",
    conversation_sid: `CH${"0".repeat(32)}`,
    message_index: "3",
  },
};

/** A content template in the words of the Content API. */
const TEMPLATE = {
  friendly_name: "survey",
  variables: { 1: "guest" },
  types: { "twilio/text": { body: "Hi {{1}}" } },
};

export const extras = {
  area: "Push, receipts, templates, permissions",
  capabilities: {
    setPushRegistrationId: {
      async run(world) {
        await world.ada.client.setPushRegistrationId("fcm", "token");
        await becomes(() => world.devices("ada"), [["fcm", true]]);
      },
    },
    unsetPushRegistrationId: {
      async run(world) {
        await becomes(() => world.devices("ada"), [["fcm", true]]);
        await world.ada.client.unsetPushRegistrationId("fcm");
        await becomes(() => world.devices("ada"), []);
      },
    },
    removePushRegistrations: {
      has: can("removePushRegistrations"),
      async run(world) {
        await world.ada.client.setPushRegistrationId("apn", "tablet");
        await becomes(() => world.devices("ada"), [["apn", true]]);
        await world.ada.client.removePushRegistrations("apn", "tablet");
        await becomes(() => world.devices("ada"), []);
      },
    },
    parsePushNotification: {
      async run({ Client }) {
        const push = Client.parsePushNotification(PUSH);
        assert.equal(push.body, "hello");
        assert.equal(push.data.messageIndex, 3);
      },
    },
    "handlePushNotification, pushNotification": {
      async run({ ada }) {
        const told = heard(ada.client, "pushNotification");
        const [, push] = await brings(() => ada.client.handlePushNotification(PUSH), told);
        assert.equal(push.type, "twilio.conversations.new_message");
      },
    },
    "message.aggregatedDeliveryReceipt": {
      async run(world) {
        const sid = await world.conversation({ FriendlyName: "By phone" }, "ada");
        const binding = {
          "MessagingBinding.Address": "+15005550002",
          "MessagingBinding.ProxyAddress": "+15005550006",
        };
        await world.rest("POST", `/v1/Conversations/${sid}/Participants`, binding);
        const room = await world.ada.client.getConversationBySid(sid);
        await room.getMessages(1);
        const [, message] = await brings(() => room.sendMessage("by sms"), heard(room, "messageAdded"));
        world.sms = message;
        const receipt = () => message.aggregatedDeliveryReceipt;
        if (!receipt()) await heard(message, "updated", receipt);
        assert.equal(message.aggregatedDeliveryReceipt.total, 1);
      },
    },
    "message.getDetailedDeliveryReceipts": {
      needs: "sms",
      async run({ sms }) {
        const receipts = await sms.getDetailedDeliveryReceipts();
        assert.equal(receipts.length, 1);
        assert.equal(receipts[0].messageSid, sms.sid);
      },
    },
    "message.getMessageRecipients": {
      has: ({ room }) => typeof room?.getMessageRecipients === "function",
      async run(world) {
        const { mine } = await world.sent("to whom");
        const recipients = [{ level: "to", name: "Eve", address: "eve@example.com" }];
        const message = { conversation_sid: world.sid, message_sid: mine.sid };
        await world.seed("message-recipients", { ...message, recipients });
        const found = await mine.getMessageRecipients();
        assert.equal(found.length, 1);
        assert.equal(found[0].address, "eve@example.com");
      },
    },
    "conversation.getMessageRecipients": {
      has: ({ room }) => typeof room?.getMessageRecipients === "function",
      async run({ room }) {
        const { items } = await room.getMessageRecipients();
        assert.ok(items.length > 0);
      },
    },
    "message.getChannelMetadata": {
      since: "2.5.0",
      async run(world) {
        const sid = await world.conversation({ FriendlyName: "By channel" }, "ada");
        const all = `/v1/Conversations/${sid}/Messages`;
        await world.rest("POST", all, { Body: "from the chat" });
        const { sid: message_sid } = await world.rest("POST", all, { Body: "from a channel" });
        const message = { conversation_sid: sid, message_sid };
        // The SDK looks only once whether a message has any, so they have to be there first.
        await world.seed("channel-metadata", { ...message, type: "whatsapp", data: { from: "Eve" } });
        const room = await world.ada.client.getConversationBySid(sid);
        const { items } = await room.getMessages();
        assert.equal(await items[0].getChannelMetadata(), null);
        const { type, data } = await items[1].getChannelMetadata();
        assert.deepEqual({ type, data }, { type: "whatsapp", data: { from: "Eve" } });
      },
    },
    getContentTemplates: {
      has: can("getContentTemplates"),
      async run(world) {
        await world.seed("content-templates", TEMPLATE);
        const [template] = await world.ada.client.getContentTemplates();
        assert.match(template.sid, /^HX/);
        assert.equal(template.friendlyName, "survey");
        assert.deepEqual(template.variables.map(({ name, value }) => [name, value]), [["1", "guest"]]);
        assert.equal(template.variants.get("twilio/text").body, "Hi {{1}}");
        world.template = template;
      },
    },
    "setContentTemplate, getContentData": {
      has: can("getContentTemplates"),
      needs: "template",
      async run({ template, room, bobsRoom }) {
        const values = template.variables.map((variable) => variable.copyWithValue("Bob"));
        const built = room.prepareMessage().setContentTemplate(template.sid, values).build();
        const isRich = ({ contentSid }) => contentSid === template.sid;
        const [, message] = await brings(() => built.send(), heard(bobsRoom, "messageAdded", isRich));
        const { type, body } = await message.getContentData();
        assert.deepEqual({ type, body }, { type: "text", body: "Hi Bob" });
      },
    },
    "a role that allows nothing: sending is refused": {
      async run(world) {
        const role = await world.rest("POST", "/v1/Roles", {
          FriendlyName: "onlooker",
          Type: "conversation",
          Permission: "leaveConversation",
        });
        const sid = await world.conversation({ FriendlyName: "Quiet" });
        const onlooker = { Identity: "bob", RoleSid: role.sid };
        await world.rest("POST", `/v1/Conversations/${sid}/Participants`, onlooker);
        const room = await world.bob.client.getConversationBySid(sid);
        await refused(room.sendMessage("may I?"), 50107);
      },
    },
  },
};
