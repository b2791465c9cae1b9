/** What the exit codes say, the same for each command. */
export const exitCodes = { fine: 0, problem: 1, usage: 2, undecided: 3 };
