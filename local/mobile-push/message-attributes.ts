import { entryPrefixes, invalidParameter, SnsError } from "../messaging/sns-protocol.ts";

export interface MessageAttribute {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** The valid values of the attributes that control mobile push: Apple's push types and limits; TTL in seconds. */
const reserved: Readonly<Record<string, RegExp>> = {
  "AWS.SNS.MOBILE.APNS.PUSH_TYPE":
    /^(alert|background|complication|controls|fileprovider|liveactivity|location|mdm|pushtotalk|voip)$/,
  "AWS.SNS.MOBILE.APNS.PRIORITY": /^(1|5|10)$/,
  "AWS.SNS.MOBILE.APNS.COLLAPSE_ID": /^[\x20-\x7e]{1,64}$/,
  "AWS.SNS.MOBILE.APNS.TOPIC": /^[A-Za-z0-9.-]+$/,
  "AWS.SNS.MOBILE.APNS.TTL": /^\d{1,7}$/,
  "AWS.SNS.MOBILE.APNS_SANDBOX.TTL": /^\d{1,7}$/,
  "AWS.SNS.MOBILE.FCM.TTL": /^\d{1,7}$/,
  "AWS.SNS.MOBILE.GCM.TTL": /^\d{1,7}$/,
};

/** Reads the attributes of a message to a device. @throws SnsError also for a reserved name that SNS does not know */
export function messageAttributes(parameters: URLSearchParams): MessageAttribute[] {
  return entryPrefixes(parameters, "MessageAttributes", "Name").map((prefix) => {
    const field = (name: string) => parameters.get(`${prefix}.${name}`);
    const attribute = {
      name: field("Name") ?? "",
      type: field("Value.DataType") ?? "",
      value: field("Value.StringValue") ?? field("Value.BinaryValue") ?? "",
    };
    check(attribute);
    return attribute;
  });
}

function check({ name, type, value }: MessageAttribute): void {
  const refuse = (reason: string) => {
    throw new SnsError("ParameterValueInvalid", `The message attribute '${name}' ${reason}`);
  };
  if (!/^(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/.test(name)) refuse("has an invalid name.");
  if (!/^(String|Number|Binary)(\.|$)/.test(type))
    refuse(
      "has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
    );
  if (value === "") {
    refuse(`must contain non-empty message attribute value for message attribute type '${type}'.`);
  }
  if (!/^(AWS|Amazon)\./i.test(name)) return;
  if (!reserved[name]) throw invalidParameter(`MessageAttributes Reason: ${name} is reserved and unknown`);
  if (!reserved[name].test(value))
    throw invalidParameter(`MessageAttributes Reason: ${name} cannot be ${value}`);
}
