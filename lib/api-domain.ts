import { CfnApiMapping, DomainName, SecurityPolicy } from "aws-cdk-lib/aws-apigatewayv2";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { ARecord, HostedZone, RecordTarget } from "aws-cdk-lib/aws-route53";
import { ApiGatewayv2DomainProperties } from "aws-cdk-lib/aws-route53-targets";
import { Construct, type IConstruct } from "constructs";
import type { DomainSettings } from "./stages.ts";

export interface ApiDomainProps {
  readonly domain: DomainSettings;
  readonly apiId: string;
  /** Below a custom domain, its name is not part of the path. */
  readonly stage: IConstruct & { readonly stageName: string };
}

/** A custom domain for an API, REST or WebSocket, over TLS 1.2 or newer. */
export class ApiDomain extends Construct {
  /** The host that the domain's DNS record must point to. */
  readonly target: string;

  constructor(scope: Construct, id: string, { domain, apiId, stage }: ApiDomainProps) {
    super(scope, id);
    const name = new DomainName(this, "Name", {
      domainName: domain.name,
      certificate: Certificate.fromCertificateArn(this, "Certificate", domain.certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    const mapping = new CfnApiMapping(this, "Mapping", {
      apiId,
      stage: stage.stageName,
      domainName: name.name,
    });
    mapping.node.addDependency(stage); // naming the stage does not make CloudFormation wait for it
    this.target = name.regionalDomainName;
    if (domain.hostedZone === undefined) return;
    const zone = HostedZone.fromHostedZoneAttributes(this, "Zone", {
      hostedZoneId: domain.hostedZone.id,
      zoneName: domain.hostedZone.name,
    });
    const alias = new ApiGatewayv2DomainProperties(name.regionalDomainName, name.regionalHostedZoneId);
    new ARecord(this, "Record", { zone, recordName: domain.name, target: RecordTarget.fromAlias(alias) });
  }
}
