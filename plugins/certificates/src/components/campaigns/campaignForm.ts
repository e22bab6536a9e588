import {
  CampaignSelection,
  CreateCampaignRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { DateTime } from 'luxon';
import { linesOf } from '../policies/policyDraft';

/** What was entered of a campaign. */
export interface CampaignInput {
  title: string;
  reason: string;
  issuers: string;
  names: string;
  devices: string;
  owners: string;
  fingerprint: string;
  keyBelow: number | null;
  /** Day as `2026-12-31`. */
  deadline: string;
  parallel: number;
  authority: string | null;
}

export const EMPTY_CAMPAIGN: CampaignInput = {
  title: '',
  reason: '',
  issuers: '',
  names: '',
  devices: '',
  owners: '',
  fingerprint: '',
  keyBelow: null,
  deadline: '',
  parallel: 20,
  authority: null,
};

const LISTS = ['issuers', 'names', 'devices', 'owners'] as const;

/** Fingerprints are written with colons by some tools, and in either case. */
function plainHex(text: string): string {
  return text.replace(/[^0-9a-f]/gi, '').toLowerCase();
}

/** Which certificates were asked for; empty until something is filled in. */
export function selectionOf(input: CampaignInput): CampaignSelection {
  const selection: CampaignSelection = {};
  for (const field of LISTS) {
    const values = linesOf(input[field]);
    if (values.length) {
      selection[field] = values;
    }
  }
  if (input.keyBelow !== null) {
    selection.keyBelow = input.keyBelow;
  }
  const fingerprint = plainHex(input.fingerprint);
  if (fingerprint) {
    selection.publicKeyFingerprint = fingerprint;
  }
  return selection;
}

/** Whether anything is selected; a campaign for everything is none. */
export function selectsSomething(selection: CampaignSelection): boolean {
  return Object.keys(selection).length > 0;
}

/** The request for what was entered; the deadline is the end of its day, here. */
export function campaignRequestOf(input: CampaignInput): CreateCampaignRequest {
  const deadline = DateTime.fromISO(input.deadline).endOf('day');
  const reason = input.reason.trim();
  return {
    title: input.title.trim(),
    selection: selectionOf(input),
    parallel: input.parallel,
    ...(reason && { reason }),
    ...(input.authority && { authority: input.authority }),
    ...(deadline.isValid && { deadline: deadline.toUTC().toISO() }),
  };
}
