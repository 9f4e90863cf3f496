import type { RemovalPolicy } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import project from "../package.json" with { type: "json" };
import { ChatFunction } from "./chat-function.ts";
import { constructId, type Entry, type Environment, functionTable } from "./function-table.ts";
import type { StageSettings } from "./stages.ts";

export interface ChatFunctionsProps {
  readonly settings: StageSettings;
  readonly tableName: string;
  /** Management endpoint of the WebSocket API. */
  readonly websocketEndpoint: string;
  readonly topicArn: string;
  /** ARNs of platform applications by platform, as JSON. */
  readonly pushApplications: string;
  readonly attachmentsBucket: string;
}

/** The functions of `function-table.ts`, each with the variables that its configuration asks for. */
export class ChatFunctions extends Construct {
  readonly #functions: ReadonlyMap<Entry, ChatFunction>;

  constructor(scope: Construct, id: string, props: ChatFunctionsProps) {
    super(scope, id);
    const { settings } = props;
    const environment = environmentOf(props, this.#createCursorKey(settings.removalPolicy));
    this.#functions = new Map(
      functionTable.map((row) => [
        row.entry,
        new ChatFunction(this, constructId(row.entry), { ...row, environment, settings }),
      ]),
    );
  }

  /** All of them, in the order of the table. */
  get all(): ChatFunction[] {
    return [...this.#functions.values()];
  }

  of(entry: Entry): ChatFunction {
    const found = this.#functions.get(entry);
    if (found === undefined) throw new Error(`${entry} is not in the table of functions`);
    return found;
  }

  /**
   * The key as a plain variable, which CloudFormation resolves at deployment: anyone who may read the
   * function's configuration sees it. That is acceptable for this key only. It signs list cursors, which grant
   * nothing, as access is checked where data is read. It saves a call to Secrets Manager at each cold start.
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

function environmentOf(props: ChatFunctionsProps, cursorKey: string): Environment {
  const { tokens, corsOrigins, attachmentTypes, malwareScan, generalAvailability } = props.settings;
  return {
    TABLE_NAME: props.tableName,
    WEBSOCKET_ENDPOINT: props.websocketEndpoint,
    NOTIFICATIONS_TOPIC_ARN: props.topicArn,
    PUSH_APPLICATIONS: props.pushApplications,
    ATTACHMENTS_BUCKET: props.attachmentsBucket,
    ATTACHMENT_TYPES: Object.entries(attachmentTypes)
      .map(([type, extensions]) => [type, ...extensions].join(" "))
      .join(","),
    MALWARE_SCAN: malwareScan ? "on" : "off",
    ALLOWED_ORIGINS: corsOrigins.join(","),
    TOKEN_ISSUER: tokens.issuer,
    TOKEN_AUDIENCE: tokens.audience,
    TOKEN_JWKS_URI: tokens.jwksUri,
    GENERAL_AVAILABILITY: generalAvailability,
    RATE_LIMITS: "on",
    SERVICE_VERSION: project.version,
    CURSOR_KEY: cursorKey,
  };
}
