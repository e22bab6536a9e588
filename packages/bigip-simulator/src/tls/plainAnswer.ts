import { DeviceConfiguration, VirtualServer } from '../configuration';
import { CHALLENGE_PATH, challengeGroup, proofOf } from './challengeRule';
import type { PlainAnswer } from './PlainHttp';

/** What stands in for the application behind a virtual server. */
export function greeting(
  { identity }: DeviceConfiguration,
  { fullPath }: VirtualServer,
): string {
  return `This is ${fullPath} on ${identity.hostname}.\n`;
}

/** What a rule for challenges answers, and the application where it does not. */
export function plainAnswer(
  configuration: DeviceConfiguration,
  virtual: VirtualServer,
  path: string,
): PlainAnswer {
  const group = challengeGroup(configuration, virtual);
  if (group === undefined || !path.startsWith(CHALLENGE_PATH)) {
    return { status: 200, body: greeting(configuration, virtual) };
  }
  const token = path.slice(CHALLENGE_PATH.length);
  const proof = proofOf(configuration, group, token);
  return proof === undefined
    ? { status: 404, body: 'There is no such challenge.\n' }
    : { status: 200, body: proof };
}
