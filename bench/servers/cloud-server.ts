import { accessKeyId } from "../../local/access/identities.ts";
import { meter, type OperationUsage } from "../../local/dynamodb/capacity-meter.ts";
import type { Interceptor } from "../../local/dynamodb/proxy.ts";
import { type LocalCloud, startLocalCloud } from "../../local/local-cloud.ts";
import type { Server } from "./server.ts";
import { type FunctionUsage, noUsage, type Usage } from "./usage.ts";

/** The project on the local cloud. @param assemblyDir the output of `cdk synth` */
export async function startCloudServer(assemblyDir: string): Promise<Server> {
  const log = (line: string) => {
    if (!line.endsWith("…")) console.error(line);
  };
  const cloud = await startLocalCloud({ port: 0, assemblyDir, demoData: false, log });
  const meters = new Map(cloud.functions.map(({ settings }) => [settings.name, new Map()]));
  cloud.interceptors.push(meterByFunction(meters));
  return {
    address: {
      url: cloud.url,
      webSocketUrl: cloud.webSocketUrl,
      engine: cloud.dynamodb.endpoint,
      tableName: cloud.dynamodb.tableName,
    },
    usage: () => usageOf(cloud, meters),
    stop: () => cloud.stop(),
  };
}

type Meters = ReadonlyMap<string, Map<string, OperationUsage>>;

/** Counts the usage of each function; the access key that signs a call identifies the function. */
function meterByFunction(meters: Meters): Interceptor {
  const byKey = new Map([...meters].map(([name, operations]) => [accessKeyId(name), meter(operations)]));
  return (call, forward) => {
    const key = call.authorization.match(/Credential=([^/]+)\//)?.[1] ?? "";
    const metered = byKey.get(key);
    return metered ? metered(call, forward) : forward(call);
  };
}

function usageOf(cloud: LocalCloud, meters: Meters): Usage {
  const functions = cloud.functions.map(({ settings: { name }, invocations }) => {
    const used: FunctionUsage = { ...noUsage(), invocations };
    for (const { requests, readUnits, writeUnits } of meters.get(name)?.values() ?? []) {
      used.tableCalls += requests;
      used.readUnits += readUnits;
      used.writeUnits += writeUnits;
    }
    return [name, used] as const;
  });
  const { pushes, publishes } = cloud.usage();
  return { functions: Object.fromEntries(functions), posts: pushes, publishes };
}
