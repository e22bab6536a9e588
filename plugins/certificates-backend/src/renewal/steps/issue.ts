import { stringifyError } from '@backstage/errors';
import {
  DeploymentProblem,
  MaterialProblem,
} from '@cmt/backstage-plugin-certificates-common';
import {
  parseCertificate,
  readMaterial,
} from '@cmt/backstage-plugin-certificates-node';
import { ConfiguredAuthority } from '../../authority';
import { nameChanges } from '../../policy';
import { pollDelay } from '../backOff';
import { hasKeyOf } from '../keys';
import { problem } from '../problems';
import { keyOwner } from './key';
import { anotherOrder, changeOf, failed, orderRequest } from './order';
import { Step, StepContext, StepOutcome } from './types';

const DAY = 24 * 3_600_000;

/** How long an automatic CA may work on an order until another one is placed. */
const TIME_LIMIT_MS = 3 * DAY;

/** Waits for the certificate, looks whether it is what was asked for, and keeps it. @internal */
export const issue: Step = async context => {
  const { renewal, services } = context;
  const authority =
    renewal.authorityId === null
      ? undefined
      : services.authorities.get(renewal.authorityId);
  if (renewal.issuedChain !== null) {
    return keep(context, authority, renewal.issuedChain);
  }
  if (!authority) {
    return {
      type: 'retry',
      step: 'order',
      problem: problem(
        'no-authority',
        `The certificate authority '${renewal.authorityId}' is not configured any more`,
        'Configure it again, or let another one issue',
      ),
      change: {
        ...anotherOrder(renewal, null),
        orderAttempt: renewal.orderAttempt,
      },
    };
  }
  if (renewal.order === null) {
    return {
      type: 'retry',
      step: 'order',
      at: context.now,
      problem: problem('no-order', 'There is no order', 'It is placed again'),
    };
  }
  try {
    const progress = await authority.authority.advance(
      await orderRequest(context),
      renewal.order,
      { signal: services.authorities.callSignal(context.signal) },
    );
    await context.save(changeOf(progress));
    return progress.state === 'issued'
      ? await keep(context, authority, progress.chainPem)
      : await waitFor(context, authority, progress);
  } catch (error) {
    return failed(context, authority, error);
  }
};

async function waitFor(
  context: StepContext,
  authority: ConfiguredAuthority,
  progress: { pollAt: number; waitingFor: string; wantsUpload?: boolean },
): Promise<StepOutcome> {
  const { renewal, services, now, begunAt } = context;
  if (!progress.wantsUpload && now - begunAt > TIME_LIMIT_MS) {
    await authority.authority
      .abandon?.(renewal.order ?? {}, {
        signal: services.authorities.callSignal(context.signal),
      })
      .catch(error =>
        services.logger.warn(
          `The order of renewal ${
            renewal.id
          } could not be given up: ${stringifyError(error)}`,
        ),
      );
    return {
      type: 'retry',
      step: 'order',
      problem: problem(
        'order-too-slow',
        `${authority.describe().title} has worked on the order for more than ${
          TIME_LIMIT_MS / DAY
        } days: ${progress.waitingFor}`,
        'Another order is placed; ask the CA what became of this one',
      ),
      change: anotherOrder(renewal),
    };
  }
  return {
    type: 'wait',
    for: progress.wantsUpload ? 'person' : 'authority',
    text: progress.waitingFor,
    at: Math.max(progress.pollAt, now + pollDelay(0)),
    ...(progress.wantsUpload && { announce: 'person-needed' as const }),
  };
}

async function keep(
  context: StepContext,
  authority: ConfiguredAuthority | undefined,
  chain: readonly string[],
): Promise<StepOutcome> {
  const { renewal, services, now } = context;
  const wrong = judgeIssued(chain, {
    csrPem: renewal.csrPem ?? '',
    now,
  });
  if (wrong.length > 0) {
    const issued = unusable(wrong);
    if (authority) {
      await services.authorities.noteProblem(authority.id, issued);
    }
    return {
      type: 'retry',
      step: 'order',
      problem: issued,
      change: anotherOrder(renewal),
    };
  }
  const facts = parseCertificate(derOf(chain[0]));
  const changes = nameChanges(renewal.names, facts.names);
  if (changes.lost.length > 0 && !renewal.namesConfirmed) {
    return {
      type: 'wait',
      for: 'person',
      text: `The new certificate lacks ${changes.lost.join(
        ', ',
      )}: approve it as it is, or retry for another one`,
      change: { namesLost: changes.lost, issuedChain: [...chain] },
      problem: problem(
        'names-lost',
        `The new certificate does not have ${changes.lost.join(', ')}`,
        'Approve it as it is, or retry to have another one issued',
      ),
      announce: 'person-needed',
    };
  }
  if (renewal.sealedKey === null) {
    throw new Error(`Renewal ${renewal.id} has lost its key`);
  }
  const keyPem = services.sealer.open(renewal.sealedKey, keyOwner(renewal.id));
  const { material, problems } = await services.materials.import(
    {
      pem: [...chain, keyPem].join('\n'),
      ...(renewal.certificateId !== null && {
        certificateId: renewal.certificateId,
      }),
    },
    renewal.createdBy ?? policyRef(renewal.policy?.id),
  );
  if (!material) {
    return {
      type: 'retry',
      problem: unusable(problems.filter(each => each.severity === 'error')),
    };
  }
  if (authority) {
    await services.authorities.noteIssued(authority.id);
  }
  return {
    type: 'done',
    summary: `Issued by ${
      facts.issuerLabel
    }, good until ${material.notAfter.slice(0, 10)}${
      changes.added.length > 0
        ? `; the CA has added ${changes.added.join(', ')}`
        : ''
    }`,
    change: {
      materialId: material.id,
      fingerprint: material.fingerprint,
      notAfter: Date.parse(material.notAfter),
      namesAdded: [...new Set([...renewal.namesAdded, ...changes.added])],
      wantsUpload: false,
      // The material holds the key from here on.
      sealedKey: null,
    },
  };
}

/** Who acts for a policy. @internal */
export function policyRef(id: string | undefined): string {
  return `policy:default/${id ?? 'none'}`;
}

/** Everything that is wrong with what was issued for a request, besides its names. @internal */
export function judgeIssued(
  chain: readonly string[],
  options: { csrPem: string; now: number },
): MaterialProblem[] {
  const { material, problems } = readMaterial(
    { pem: chain.join('\n') },
    { now: options.now },
  );
  // The key is not among what comes from a CA.
  const errors = problems.filter(
    each => each.severity === 'error' && each.code !== 'no-key',
  );
  if (!material) {
    return errors;
  }
  if (!hasKeyOf(material.certificate.certificatePem, options.csrPem)) {
    errors.push({
      code: 'key-mismatch',
      severity: 'error',
      message:
        'The certificate was issued for another key than that of the request.',
    });
  }
  return errors;
}

function unusable(problems: readonly MaterialProblem[]): DeploymentProblem {
  return problem(
    problems[0]?.code ?? 'unusable',
    `What was issued cannot be used: ${problems
      .map(({ message }) => message)
      .join(' ')}`,
    'Another order is placed by itself; ask the CA why, if it comes again',
  );
}

function derOf(pem: string): Uint8Array {
  return new Uint8Array(
    Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'),
  );
}
