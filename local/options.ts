export interface LocalCloudOptions {
  /** 0 is any free port. */
  readonly port: number;
  /** What `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** @default a temporary folder, removed on stop */
  readonly dataDir?: string | undefined;
  /** ISO date, in place of the template's. */
  readonly generalAvailability?: string | undefined;
  /** @default "off" */
  readonly sendRateLimit?: "on" | "off" | undefined;
  /** Whether attachments are scanned, in place of the template's. */
  readonly malwareScan?: "on" | "off" | undefined;
  /** An engine that runs already, in place of dynoxide. */
  readonly dynamodbEndpoint?: string | undefined;
  /** @default true */
  readonly demoData?: boolean | undefined;
  readonly log: (line: string) => void;
}
