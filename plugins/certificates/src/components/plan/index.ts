export { BlastRadius } from './BlastRadius';
export { ConsentList, missingConsents } from './ConsentList';
export { PlanDetails } from './PlanDetails';
export { PlanUnits } from './PlanUnits';
export { ProblemNotice } from './ProblemNotice';
