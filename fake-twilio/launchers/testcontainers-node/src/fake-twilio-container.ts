import {
  AbstractStartedContainer,
  GenericContainer,
  getContainerRuntimeClient,
  type StartedTestContainer,
  Wait,
} from "testcontainers";

const PORT = 4010;
const SEED_FILE = "/seed.json";
/** Names that the image allows by itself. */
const IMAGE_NAMES = ["fake-twilio", "host.docker.internal"];

/**
 * An emulator of Twilio Conversations and Video in a container.
 *
 * Its well-known credentials are good until accounts are opened with `POST /_emulator/v1/accounts`, or with
 * `connectFakeTwilio(container.getConnectionUri())` of the package `fake-twilio`.
 */
export class FakeTwilioContainer extends GenericContainer {
  constructor(image: string) {
    super(image);
    this.withExposedPorts(PORT)
      .withEnvironment({ FAKE_TWILIO_LISTEN: `0.0.0.0:${PORT}` })
      .withWaitStrategy(Wait.forHttp("/_emulator/v1/health", PORT))
      .withStartupTimeout(30_000);
  }

  /** Starts with the world of a seed document, and goes back to it with every reset. */
  withSeed(document: object): this {
    return this.withCopyContentToContainer([{ content: JSON.stringify(document), target: SEED_FILE }]).withEnvironment({
      FAKE_TWILIO_SEED_FILE: SEED_FILE,
    });
  }

  /** Draws the same identifiers in every run. */
  withIdSeed(seed: number | bigint): this {
    return this.withEnvironment({ FAKE_TWILIO_SEED: String(seed) });
  }

  /** Asks requests of the control API for this token. */
  withControlToken(token: string): this {
    return this.withEnvironment({ FAKE_TWILIO_CONTROL_TOKEN: token });
  }

  /** The control API is called by the name of the engine's host, which may be another one than `localhost`. */
  protected override async beforeContainerCreated(): Promise<void> {
    if (this.environment.FAKE_TWILIO_ALLOW_HOST !== undefined) return;
    const { info } = await getContainerRuntimeClient();
    const names = [...IMAGE_NAMES, info.containerRuntime.host, ...this.networkAliases];
    this.withEnvironment({ FAKE_TWILIO_ALLOW_HOST: names.join(" ") });
  }

  override async start(): Promise<StartedFakeTwilioContainer> {
    return new StartedFakeTwilioContainer(await super.start());
  }
}

/** An emulator that runs. */
export class StartedFakeTwilioContainer extends AbstractStartedContainer {
  constructor(startedTestContainer: StartedTestContainer) {
    super(startedTestContainer);
  }

  /** Port of all that it answers. */
  getPort(): number {
    return this.getMappedPort(PORT);
  }

  /** Where REST, media and the control API are. */
  getConnectionUri(): string {
    return `http://${this.getHost()}:${this.getPort()}`;
  }

  /** Where Twilsock is, for the Conversations SDK. */
  getTwilsockUrl(): string {
    return `ws://${this.getHost()}:${this.getPort()}/v3/wsconnect`;
  }

  /** Where signaling is, for the Video SDK. */
  getVideoSignalingUrl(): string {
    return `ws://${this.getHost()}:${this.getPort()}/signaling`;
  }
}
