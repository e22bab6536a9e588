/** What policies look at of one certificate. @internal */
export interface PolicyFacts {
  certificateId: string;
  names: readonly string[];
  /** Of the devices that it is used on. */
  environments: readonly string[];
  /** Names of devices and of their clusters. */
  devices: readonly string[];
  ownerRef: string | null;
  /** Everything that the issuer is called. */
  issuers: readonly string[];
}
