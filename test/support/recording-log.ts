import type { Log } from "../../functions/domain/ports.ts";

export class RecordingLog implements Log {
  readonly lines: { level: string; message: string; fields: object }[] = [];

  info(message: string, fields: object): void {
    this.lines.push({ level: "info", message, fields });
  }

  warn(message: string, fields: object): void {
    this.lines.push({ level: "warn", message, fields });
  }

  error(message: string, fields: object): void {
    this.lines.push({ level: "error", message, fields });
  }

  audit(message: string, fields: object): void {
    this.lines.push({ level: "audit", message, fields });
  }
}
