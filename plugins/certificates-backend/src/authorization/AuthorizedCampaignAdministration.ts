import { CreateCampaignRequest } from '@cmt/backstage-plugin-certificates-common';
import { CampaignService } from '../renewal';
import { callerName } from '../service/caller';
import { CallerOptions, CampaignAdministration } from '../service/types';
import { visibleTo } from './visibleTo';

/** The only way from a request to campaigns: one replaces what its maker may see. */
export class AuthorizedCampaignAdministration
  implements CampaignAdministration
{
  readonly #campaigns: CampaignService;

  constructor(options: { campaigns: CampaignService }) {
    this.#campaigns = options.campaigns;
  }

  async listCampaigns(caller: CallerOptions) {
    await visibleTo(caller);
    return this.#campaigns.list();
  }

  async getCampaign(id: string, caller: CallerOptions) {
    await visibleTo(caller);
    return this.#campaigns.get(id);
  }

  async previewCampaign(request: CreateCampaignRequest, caller: CallerOptions) {
    return this.#campaigns.preview(request, await visibleTo(caller));
  }

  async createCampaign(request: CreateCampaignRequest, caller: CallerOptions) {
    return this.#campaigns.create(
      request,
      callerName(caller),
      await visibleTo(caller),
    );
  }

  async actOnCampaign(
    id: string,
    action: 'pause' | 'continue' | 'stop',
    caller: CallerOptions,
  ) {
    await visibleTo(caller);
    return this.#campaigns.act(id, action);
  }
}
