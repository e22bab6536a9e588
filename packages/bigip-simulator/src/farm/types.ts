import { DeviceConfiguration } from '../configuration';
import { IssuedCertificate } from '../pki';
import { ServableMaterial } from '../tls';

/** One device of a farm, before anything listens. */
export interface FarmDevice {
  name: string;
  configuration: DeviceConfiguration;
  /** Certificate of the management interface, followed by nothing: its CA is the farm's. */
  management: ServableMaterial & { fingerprint: string };
  /** What the data plane serves instead of what is bound, by virtual server. */
  served: ReadonlyMap<string, ServableMaterial>;
}

/** A set of devices, complete and not yet running. */
export interface Farm {
  name: string;
  /** The moment that all relative dates count from. */
  reference: Date;
  devices: FarmDevice[];
  /** PEM of the CA that issued all management certificates. */
  managementCa: string;
  /** Certificates and authorities of a farm file, by their names there. */
  certificates: ReadonlyMap<string, IssuedCertificate>;
}

/**
 * Decides where a virtual server really listens. Called once per virtual server
 * of a configuration; the devices of a cluster share the answer.
 */
export type PlaceVirtualServer = (wanted: {
  host: string;
  port: number;
}) => Promise<{ host: string; port: number }>;
