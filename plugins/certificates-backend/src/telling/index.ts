export { readCalendar } from './calendar';
export { TellingService } from './TellingService';
