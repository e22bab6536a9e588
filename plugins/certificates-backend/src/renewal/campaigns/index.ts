export { CampaignRunner } from './CampaignRunner';
export { CampaignService } from './CampaignService';
