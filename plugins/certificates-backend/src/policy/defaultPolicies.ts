import { Policy } from '@cmt/backstage-plugin-certificates-common';
import { configPolicySchema } from '../config';

const NOTE =
  'Example that ships with the suite; declare certificates.policies to replace the set';

/**
 * The set that applies when no policy is configured: careful where people would
 * notice, by itself where they would not. Times are shares of the lifetime, so
 * that they hold for 398 days as for 47.
 */
export const DEFAULT_POLICIES: readonly Policy[] = [
  {
    id: 'default-critical',
    name: 'Critical production',
    priority: 50,
    match: { environments: ['critical', 'production-critical'] },
    mode: 'ask',
    timing: { shareOfLife: 0.6 },
  },
  {
    id: 'default-production',
    name: 'Production',
    priority: 40,
    match: { environments: ['production', 'prod'] },
    mode: 'notify',
    timing: { noticeHours: 24 },
  },
  {
    id: 'default-internal',
    name: 'Internal names',
    priority: 30,
    match: {
      names: ['*.internal', '*.intranet', '*.corp', '*.lan', '*.home.arpa'],
    },
    mode: 'automatic',
  },
  {
    id: 'default-development',
    name: 'Development',
    priority: 20,
    match: { environments: ['development', 'dev', 'staging'] },
    mode: 'automatic',
    timing: { shareOfLife: 0.75 },
  },
  {
    id: 'default-test',
    name: 'Test',
    priority: 10,
    match: { environments: ['test', 'testing', 'qa'] },
    mode: 'automatic',
    timing: { shareOfLife: 0.8 },
  },
  {
    id: 'default',
    name: 'Everything else',
    priority: 0,
    mode: 'ask',
  },
].map(policy => ({
  ...configPolicySchema.parse({ ...policy, description: NOTE }),
  source: 'default' as const,
}));
