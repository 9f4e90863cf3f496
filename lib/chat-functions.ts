import { Duration, type RemovalPolicy } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type {
  AttachmentsEnvironment,
  AuthorizerEnvironment,
  ChatsEnvironment,
  DevicesEnvironment,
  DirectoryEnvironment,
  InboxEnvironment,
  MeEnvironment,
  StreamEnvironment,
  WebsocketEnvironment,
} from "../functions/runtime/config.ts";
import project from "../package.json" with { type: "json" };
import { ChatFunction, type ChatFunctionProps } from "./chat-function.ts";
import type { StageSettings } from "./stages.ts";

export interface ChatFunctionsProps {
  readonly settings: StageSettings;
  readonly tableName: string;
  /** Where functions post to connections. */
  readonly websocketEndpoint: string;
  readonly topicArn: string;
  /** ARNs of platform applications by platform, as JSON. */
  readonly pushApplications: string;
  /** Where the files of attachments are. */
  readonly attachmentsBucket: string;
}

/** The functions, one per group of duties, so that each is granted only what its duty needs. */
export class ChatFunctions extends Construct {
  readonly authorizer: ChatFunction;
  readonly chats: ChatFunction;
  readonly attachments: ChatFunction;
  readonly inbox: ChatFunction;
  readonly me: ChatFunction;
  readonly devices: ChatFunction;
  readonly directory: ChatFunction;
  readonly websocket: ChatFunction;
  readonly stream: ChatFunction;
  readonly #settings: StageSettings;

  constructor(scope: Construct, id: string, props: ChatFunctionsProps) {
    super(scope, id);
    this.#settings = props.settings;
    this.authorizer = this.#createAuthorizer();
    const cursorKey = this.#createCursorKey(props.settings.removalPolicy);
    this.chats = this.#createChats(props, cursorKey);
    this.attachments = this.#createAttachments(props);
    this.inbox = this.#createInbox(props, cursorKey);
    this.me = this.#createMe(props);
    this.devices = this.#createDevices(props);
    this.directory = this.#createDirectory(props);
    this.websocket = this.#createWebsocket(props);
    this.stream = this.#createStream(props);
  }

  /** Whose tokens count. */
  #trust(): Pick<AuthorizerEnvironment, "TOKEN_ISSUER" | "TOKEN_AUDIENCE" | "TOKEN_JWKS_URI"> {
    const { issuer, audience, jwksUri } = this.#settings.tokens;
    return { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience, TOKEN_JWKS_URI: jwksUri };
  }

  /** Whom browsers may bring in. */
  #browsers(): Pick<AuthorizerEnvironment, "ALLOWED_ORIGINS"> {
    return { ALLOWED_ORIGINS: this.#settings.corsOrigins.join(",") };
  }

  #createAuthorizer(): ChatFunction {
    const environment: AuthorizerEnvironment = { ...this.#trust(), ...this.#browsers() };
    return this.#create("Authorizer", {
      entry: "authorizer",
      errorImpact: "nobody can use the chat: every request is 503 and no connection opens.",
      environment,
      timeout: Duration.seconds(10),
    });
  }

  #createChats(props: ChatFunctionsProps, cursorKey: string): ChatFunction {
    const environment: ChatsEnvironment = {
      SEND_RATE_LIMIT: "on",
      TABLE_NAME: props.tableName,
      WEBSOCKET_ENDPOINT: props.websocketEndpoint,
      ATTACHMENTS_BUCKET: props.attachmentsBucket,
      GENERAL_AVAILABILITY: this.#settings.generalAvailability,
      CURSOR_KEY: cursorKey,
      SERVICE_VERSION: project.version,
      ...this.#browsers(),
    };
    return this.#create("Chats", {
      entry: "chats",
      errorImpact: "chats cannot be opened, listed or written to over REST.",
      environment,
    });
  }

  #createAttachments({ tableName, attachmentsBucket }: ChatFunctionsProps): ChatFunction {
    const { generalAvailability, attachmentTypes, malwareScan } = this.#settings;
    const environment: AttachmentsEnvironment = {
      ...this.#browsers(),
      TABLE_NAME: tableName,
      GENERAL_AVAILABILITY: generalAvailability,
      ATTACHMENTS_BUCKET: attachmentsBucket,
      ATTACHMENT_TYPES: Object.entries(attachmentTypes)
        .map(([type, extensions]) => [type, ...extensions].join(" "))
        .join(","),
      MALWARE_SCAN: malwareScan ? "on" : "off",
    };
    return this.#create("Attachments", {
      entry: "attachments",
      errorImpact: "files can be neither attached nor opened; messages without files are not affected.",
      environment,
    });
  }

  #createInbox({ tableName }: ChatFunctionsProps, cursorKey: string): ChatFunction {
    const environment: InboxEnvironment = {
      ...this.#browsers(),
      TABLE_NAME: tableName,
      GENERAL_AVAILABILITY: this.#settings.generalAvailability,
      CURSOR_KEY: cursorKey,
    };
    return this.#create("Inbox", {
      entry: "inbox",
      errorImpact: "customer conversations, their unread counts and colleagues to add cannot be listed.",
      environment,
    });
  }

  #createMe({ tableName }: ChatFunctionsProps): ChatFunction {
    const environment: MeEnvironment = { ...this.#browsers(), TABLE_NAME: tableName };
    return this.#create("Me", {
      entry: "me",
      errorImpact: "users cannot load their profile or change how they are notified.",
      environment,
    });
  }

  #createDevices({ tableName, pushApplications }: ChatFunctionsProps): ChatFunction {
    const environment: DevicesEnvironment = {
      ...this.#browsers(),
      TABLE_NAME: tableName,
      PUSH_APPLICATIONS: pushApplications,
    };
    return this.#create("Devices", {
      entry: "devices",
      errorImpact: "phones cannot be registered or removed; those registered before are notified as ever.",
      environment,
    });
  }

  #createDirectory({ tableName, websocketEndpoint }: ChatFunctionsProps): ChatFunction {
    const environment: DirectoryEnvironment = {
      ...this.#browsers(),
      TABLE_NAME: tableName,
      WEBSOCKET_ENDPOINT: websocketEndpoint,
    };
    return this.#create("Directory", {
      entry: "directory",
      errorImpact:
        "access and customer conversations stay as they were before; the CRM must send its changes again.",
      environment,
    });
  }

  #createWebsocket(props: ChatFunctionsProps): ChatFunction {
    const environment: WebsocketEnvironment = {
      SEND_RATE_LIMIT: "on",
      ...this.#trust(),
      TABLE_NAME: props.tableName,
      WEBSOCKET_ENDPOINT: props.websocketEndpoint,
      ATTACHMENTS_BUCKET: props.attachmentsBucket,
      GENERAL_AVAILABILITY: this.#settings.generalAvailability,
    };
    return this.#create("Websocket", {
      entry: "websocket",
      errorImpact: "clients cannot connect or send live, and fall back to REST.",
      environment,
    });
  }

  #createStream({ tableName, topicArn }: ChatFunctionsProps): ChatFunction {
    const environment: StreamEnvironment = {
      TABLE_NAME: tableName,
      NOTIFICATIONS_TOPIC_ARN: topicArn,
      GENERAL_AVAILABILITY: this.#settings.generalAvailability,
    };
    return this.#create("Stream", {
      entry: "stream",
      errorImpact: "notifications come late, and a new chat may be missing from a list until it is healed.",
      environment,
      timeout: Duration.seconds(60),
    });
  }

  #create(id: string, props: Omit<ChatFunctionProps, "settings">): ChatFunction {
    return new ChatFunction(this, id, { ...props, settings: this.#settings });
  }

  /**
   * The key as a plain variable, resolved by CloudFormation at deployment: whoever may read the function's
   * configuration sees it. That is acceptable for this key only. It signs list cursors, which grant nothing,
   * as access is checked where the data is read; and it saves a call to Secrets Manager at each cold start.
   */
  #createCursorKey(removalPolicy: RemovalPolicy): string {
    const secret = new Secret(this, "CursorKey", {
      description: "HMAC key of list cursors. When it changes, cursors in flight become invalid_cursor.",
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    });
    return secret.secretValue.unsafeUnwrap();
  }
}
