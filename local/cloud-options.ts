export interface LocalCloudOptions {
  /** 0 selects any free port. */
  readonly port: number;
  /** The output folder of `cdk synth`. */
  readonly assemblyDir: string;
  /** @default a temporary folder, removed on stop */
  readonly dataDir?: string | undefined;
  /** An ISO date that replaces the template's. */
  readonly generalAvailability?: string | undefined;
  /** @default "off" */
  readonly rateLimits?: "on" | "off" | undefined;
  /** Whether attachments are scanned. @default the template decides */
  readonly malwareScan?: "on" | "off" | undefined;
  /** A running DynamoDB engine to use instead of dynoxide. */
  readonly dynamodbEndpoint?: string | undefined;
  /** @default true */
  readonly demoData?: boolean | undefined;
  readonly log: (line: string) => void;
}
