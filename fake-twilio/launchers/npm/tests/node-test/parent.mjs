// Starts an emulator, prints its address, and leaves it behind: at once, or when it is killed.
import { startFakeTwilio } from "fake-twilio";

const { url } = await startFakeTwilio();
process.stdout.write(`${url}\n`);
if (process.argv[2] === "stay") setInterval(() => {}, 60_000);
