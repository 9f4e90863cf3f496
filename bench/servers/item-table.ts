import { type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";

/** A server's table, with the one call that all designs make. */
export class ItemTable {
  protected readonly client: DynamoDBClient;
  protected readonly tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.client = client;
    this.tableName = tableName;
  }

  /** @throws ConditionalCheckFailedException */
  async put(item: object, condition?: string): Promise<void> {
    const input = { TableName: this.tableName, Item: marshall(item), ConditionExpression: condition };
    await this.client.send(new PutItemCommand(input));
  }
}
