import fakeTwilio = require("fake-twilio");

export const options: fakeTwilio.StartOptions = { seed: "world.yaml" };
export const start = (): Promise<fakeTwilio.FakeTwilio> => fakeTwilio.startFakeTwilio(options);
