// The parts of the desk's page: a module each, with `prepare(desk)` before the editor is made (completions, actions on
// findings), `start(desk)` after it, and `show(desk)` whenever something new became of the edition.

import * as publishing from "./publishing.js";
import * as handOn from "./hand_on.js";
import * as mends from "./mends.js";
import * as front from "./front.js";
import * as inserting from "./inserting.js";
import * as approving from "./approving.js";
import * as letters from "./letters.js";

export const PARTS = [mends, front, inserting, approving, publishing, letters, handOn];
