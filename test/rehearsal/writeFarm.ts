import { writeFileSync } from 'node:fs';
import { farmDefinition } from './farm';

// JSON is YAML.
writeFileSync(process.argv[2], JSON.stringify(farmDefinition(), null, 2));
