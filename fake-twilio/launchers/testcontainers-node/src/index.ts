export { FakeTwilioContainer, StartedFakeTwilioContainer } from "./fake-twilio-container";
