/** Runs one attack in a process of its own. Arguments: the name of the attack, its duration in seconds, the target as JSON. */
import { ATTACKS } from './attacks.ts';

const [name = '', seconds, target = '{}'] = process.argv.slice(2);
const end = Date.now() + Number(seconds) * 1000;
const result = await ATTACKS[name]?.(JSON.parse(target), () => Date.now() >= end);
console.log(JSON.stringify(result));
process.exit();
