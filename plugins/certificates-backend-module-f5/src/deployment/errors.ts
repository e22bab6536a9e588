import { DeviceErrorKind } from '@cmt/backstage-plugin-certificates-common';
import { DeploymentError } from '@cmt/backstage-plugin-certificates-node';
import { CallError, CallProblem, toDeviceError } from '../client/callError';
import { F5Device } from '../config/types';
import { DEVICE_CODES, STATUS_CODES } from './deviceCodes';

/** What messages say of a device: public parts only. */
export type DeviceAddress = Pick<F5Device, 'name' | 'host' | 'port'>;

/** Whether a step that failed in this way may simply be tried again. */
const PASSES: Record<DeviceErrorKind, boolean> = {
  unreachable: true,
  timeout: true,
  'not-ready': true,
  busy: true,
  cancelled: true,
  auth: false,
  permission: false,
  tls: false,
  'not-a-bigip': false,
  protocol: false,
  config: false,
  internal: false,
};

/** What differs from a scan when it is an administrator who changes something. */
const REMEDIES: Partial<Record<DeviceErrorKind, string>> = {
  auth: 'Check administrator.username and administrator.password of the device in certificates.f5.devices, that the user is not locked, and loginProvider for remote users.',
  permission:
    'Give the user of administrator the role Administrator on all partitions: a BIG-IP takes uploads from nobody else.',
  busy: 'Another task holds the device. Try again; if it stays so, see what runs there (`tmsh show sys task`).',
  timeout:
    'The device is slow or overloaded. Try again at a quieter hour, or raise certificates.f5.limits.callTimeout.',
  cancelled: 'Nothing is wrong: the step is continued elsewhere or later.',
};

/** Turns whatever ended a step into the error that the contract asks for. */
export function toDeploymentError(
  error: unknown,
  device: DeviceAddress,
): DeploymentError {
  if (DeploymentError.is(error)) {
    return error;
  }
  const where = `BIG-IP ${device.name} (${device.host}:${device.port})`;
  if (!(error instanceof CallError)) {
    const { kind, message, remedy } = toDeviceError(error, device);
    return new DeploymentError({
      code: kind,
      device: device.name,
      message: message.replace('the scan failed', 'the step failed'),
      remedy,
    });
  }
  const { problem, kind } = error;
  const known = explain(problem);
  return new DeploymentError({
    code: known?.code ?? problem.code ?? kind,
    device: device.name,
    message: `${where}: ${error.message}${
      problem.objects?.length ? ` (${problem.objects.join(', ')})` : ''
    }`,
    cause: known?.cause ?? null,
    remedy: known?.remedy ?? REMEDIES[kind] ?? problem.remedy,
    action: known?.action,
    retryable: known?.retryable ?? (PASSES[kind] || problem.retry === true),
    retryAfterMs: problem.retryAfterMs,
  });
}

/** What a number of the device means, if it is known. */
function explain(problem: CallProblem) {
  const { code, status } = problem;
  if (code) {
    const known = DEVICE_CODES[code];
    return known && { code, ...known };
  }
  return status === undefined ? undefined : STATUS_CODES[status];
}

/** The device says that there is such an object already. */
export function isConflict(error: unknown): error is CallError {
  return (
    error instanceof CallError &&
    (error.problem.status === 409 || error.problem.code === '01020066')
  );
}

/** The device says that there is no such object. */
export function isAbsent(error: unknown): error is CallError {
  return (
    error instanceof CallError &&
    (error.problem.absent === true || error.problem.code === '01020036')
  );
}

/** Something refers to the object that was to be deleted. */
export function isInUse(error: unknown): error is CallError {
  return (
    error instanceof CallError &&
    ['01071349', '01070320', '01070265', '01070734'].includes(
      error.problem.code ?? '',
    )
  );
}

/** Nobody knows whether the call has changed anything. */
export function isUnknownOutcome(error: unknown): error is CallError {
  return error instanceof CallError && error.problem.noEffect !== true;
}
