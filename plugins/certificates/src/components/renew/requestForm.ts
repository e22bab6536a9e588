import {
  CreateRenewalRequest,
  KEY_SPECS,
  keySpecText,
} from '@cmt/backstage-plugin-certificates-common';
import { CertificatesTranslator } from '../../translation';
import { isCompletePlace, NewPlaceInput } from '../deploy/wizard';
import { namesProblem, parseNames } from './hostNames';

/** What was entered of a new certificate. */
export interface RequestInput {
  names: string;
  /** Entity ref. */
  owner: string | null;
  /** Id of an authority; `null` as the policy says. */
  authority: string | null;
  /** As `keySpecText` writes it; `null` as the policy says. */
  key: string | null;
  places: NewPlaceInput[];
  reason: string;
}

export const EMPTY_REQUEST: RequestInput = {
  names: '',
  owner: null,
  authority: null,
  key: null,
  places: [],
  reason: '',
};

/** What is missing or wrong, for people; `undefined` when it can be sent. */
export function requestComplaint(
  t: CertificatesTranslator,
  input: RequestInput,
): string | undefined {
  const problem = namesProblem(parseNames(input.names));
  switch (problem?.kind) {
    case 'none':
      return t('renew.request.needNames');
    case 'bad':
      return t('renew.request.badName', { name: problem.name });
    case 'twice':
      return t('renew.request.twice', { name: problem.name });
    default:
  }
  if (!input.owner) {
    return t('renew.request.needOwner');
  }
  return input.places.every(isCompletePlace)
    ? undefined
    : t('renew.request.needPlace');
}

/** The request for what was entered. */
export function requestOf(input: RequestInput): CreateRenewalRequest {
  const { owner, authority, places } = input;
  const key = KEY_SPECS.find(spec => keySpecText(spec) === input.key);
  const reason = input.reason.trim();
  return {
    kind: 'request',
    names: parseNames(input.names),
    ...(owner && { owner }),
    ...(authority && { authority }),
    ...(key && { keys: [key] }),
    ...(reason && { reason }),
    ...(places.length && {
      newBindings: places.map(
        ({ unit, virtualServer, profile, parent, serverName }) => ({
          unit: unit ?? '',
          virtualServer: virtualServer.trim(),
          profile: profile.trim(),
          ...(parent.trim() && { parent: parent.trim() }),
          ...(serverName.trim() && { serverName: serverName.trim() }),
        }),
      ),
    }),
  };
}
