import { CertificateAuthority } from '../authority';
import { MemoryAuthorityRecords } from './memoryAuthorityRecords';
import { RecordingLogger } from './recordingLogger';

/**
 * A CA under test, with an outside world that can be looked at.
 *
 * @public
 */
export interface CertificateAuthorityFixture {
  /**
   * Makes the CA as a replica has it after its start: it shares the records and
   * the logger of the fixture with the others, and remembers nothing else.
   */
  createAuthority(): CertificateAuthority;
  records: MemoryAuthorityRecords;
  logger: RecordingLogger;
  /** Names that it issues certificates for, lower case, sorted; at least one. */
  names: string[];
  /** A wildcard that it issues certificates for, if it does so at all. */
  wildcard: string | null;
  /** A name that it never issues certificates for; `null` where there is none. */
  forbidden: string | null;
  /** Keys, passwords, tokens: texts that must not appear anywhere. */
  secrets(): string[];
  /** How many certificates it has issued so far. */
  issued(): Promise<number>;
  /** Milliseconds since the epoch, as the CA sees it. */
  now(): number;
  /** Lets time pass until then, as the backend does between two calls. */
  waitUntil(time: number): Promise<void>;
  /** Whether clients would learn that this certificate (DER) is revoked. */
  isRevoked?(certificate: Uint8Array): Promise<boolean>;
  /** Makes the CA unreachable, and reachable again. Absent where it cannot be. */
  outage?: { begin(): Promise<void>; end(): Promise<void> };
  close(): Promise<void>;
}
