import { LoggerService } from '@backstage/backend-plugin-api';
import {
  DeploymentProblem,
  NewBinding,
  RenewalStepName,
  RenewalWait,
} from '@cmt/backstage-plugin-certificates-common';
import { Authorities } from '../../authority';
import { KeySealer, MaterialStore } from '../../custody';
import { DeploymentInventory, DeploymentOperations } from '../../deployment';
import { CertificateReader } from '../../policy';
import { RenewalStore } from '../store';
import { RenewalChange, RenewalRecord } from '../types';

/** Something that people should hear of. @internal */
export type Announcement =
  | 'notice'
  | 'approval-asked'
  | 'approval-reminder'
  | 'approval-escalated'
  | 'person-needed'
  | 'stuck'
  | 'failed'
  | 'succeeded';

/** What the steps of renewals need. @internal */
export interface RenewalServices {
  store: RenewalStore;
  authorities: Authorities;
  certificates: CertificateReader;
  materials: MaterialStore;
  sealer: KeySealer;
  deployments: Pick<DeploymentOperations, 'create' | 'get' | 'start'>;
  inventory: Pick<DeploymentInventory, 'usage'>;
  /** The id that a certificate will have once it is installed. */
  futureIdOf(
    names: readonly string[],
    bindings: readonly NewBinding[],
  ): Promise<string>;
  /** Who decides for the platform where a policy names nobody. */
  platformGroup: string | undefined;
  /** Tells people. Never fails and never makes the caller wait. */
  announce(what: Announcement, renewal: RenewalRecord): void;
  logger: LoggerService;
  clock: () => number;
}

/** One attempt at a step. @internal */
export interface StepContext {
  readonly renewal: RenewalRecord;
  readonly services: RenewalServices;
  readonly now: number;
  /** When the step was begun first. */
  readonly begunAt: number;
  /** Aborted when the process stops or has lost the renewal. */
  readonly signal: AbortSignal;
  /** Stores something before the next call goes out; `renewal` has it afterwards. */
  save(change: RenewalChange, event?: string): Promise<void>;
}

/** What came of an attempt at a step. @internal */
export type StepOutcome =
  | {
      type: 'done';
      summary: string;
      change?: RenewalChange;
    }
  | {
      type: 'wait';
      for: RenewalWait;
      text: string;
      /** For people. */
      until?: number | null;
      /** When to look again; absent: not by itself. */
      at?: number;
      problem?: DeploymentProblem;
      change?: RenewalChange;
      announce?: Announcement;
    }
  | {
      /** It did not work and is tried again after a while. */
      type: 'retry';
      problem: DeploymentProblem;
      /** Not before. */
      at?: number;
      change?: RenewalChange;
      /** The step to go back to. */
      step?: RenewalStepName;
    }
  | {
      type: 'end';
      state: 'succeeded' | 'failed' | 'rejected' | 'cancelled';
      message: string;
      problem?: DeploymentProblem;
      change?: RenewalChange;
    };

/** @internal */
export type Step = (context: StepContext) => Promise<StepOutcome>;
