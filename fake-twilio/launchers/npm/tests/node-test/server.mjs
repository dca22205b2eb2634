// An application that was written for Twilio, and says nothing of an emulator.
import twilio from "twilio";

const { sid } = await twilio().conversations.v1.conversations.create({ uniqueName: "lobby" });
console.log(sid);
