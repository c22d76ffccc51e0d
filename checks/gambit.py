"""Quarters of the game, solved by Gambit, beside the program's own choices.

For each state below: exports the quarter as an extensive-form game, lets Gambit follow the logit branch (agent quantal
response equilibrium) up to lambda = 1, and compares every choice probability with that of `allegiance solve`: proposals
of each side, answers to each offer, stance, pressure. Exits with 1 if a gap is above the bound. What is compared and
why it is scaled as it is: docs/agreement.md.
"""

import argparse
import io
import json
import subprocess
import sys
import time

import pygambit

BOUND = 1e-6
TOLERANCE = "simulation.tolerance=1e-10"

# The seed case of version 1 of the model: what is compared stays when the seed case gets other numbers.
SEED_CASE = "tests/reference/belarus-2020-v1-seed.toml"
# Few enough offers for Gambit to be quick, and a menu on which backward induction settles for all three governments.
SHORT_MENU = [
    'offer."grand deal".subsidies=[8, 12, 16]',
    'offer."trimmed deal".subsidies=[6, 12]',
    'offer."integration deal".subsidies=[8, 12, 16]',
]
INVENTED = "checks/two-rivers.toml"
LASTING = "bargain.pressure_inertia=0.45"
# All the numbers that are neutral where a scenario does not name them.
MECHANISMS = [
    "bargain.talks_hardening=1.1",
    "bargain.talks_yielding=2.3",
    "client.outreach_relief=0.6",
    "client.refuge=0.7",
    "client.tied_backing=0.2",
    "client.top_exposure=0.8",
    "patron.deterrence=0.9",
]
PRICED = "energy={levels = ['cheap', 'dear'], price = [0.6, 1.8], rise = 0.1, ease = 0.15, start = 'cheap'}"

# Every ladder is named: the program's states are looked up by it.
CASES = [
    (SEED_CASE, SHORT_MENU, at)
    for at in [
        "confrontation=detente, mandate=solid, opening=engaged, integration=union treaty",
        "confrontation=detente, mandate=solid, opening=engaged, integration=union treaty, dispute=yes",
        "confrontation=strained, mandate=contested, opening=cold, integration=road maps",
        "confrontation=confrontation, mandate=weak, opening=sanctioned, integration=union treaty",
        "confrontation=confrontation, mandate=weak, opening=sanctioned, integration=union treaty, dispute=yes",
        "confrontation=crisis, mandate=solid, opening=engaged, integration=supranational, dispute=yes",
        "confrontation=confrontation, mandate=solid, opening=engaged, integration=union treaty, government=successor",
        "confrontation=crisis, mandate=weak, opening=cold, integration=road maps, dispute=yes, government=successor",
        "confrontation=detente, mandate=contested, opening=engaged, integration=union treaty, government=pivot",
    ]
] + [
    (INVENTED, [], at)
    for at in [
        "confrontation=tense, mandate=strong, opening=closed, integration=treaty",
        "confrontation=hostile, mandate=weak, opening=closed, integration=treaty, dispute=yes",
        "confrontation=calm, mandate=strong, opening=open, integration=customs union",
        "confrontation=hostile, mandate=strong, opening=open, integration=treaty, government=reformers",
        "confrontation=calm, mandate=weak, opening=closed, integration=treaty, dispute=yes, government=reformers",
    ]
] + [
    # Pressure that may go on by itself: a draw of chance before the patron's answer in a dispute, and none in calm.
    (INVENTED, [LASTING], at)
    for at in [
        "confrontation=tense, mandate=strong, opening=closed, integration=treaty, dispute=yes",
        "confrontation=tense, mandate=strong, opening=closed, integration=treaty",
    ]
] + [
    (INVENTED, [LASTING, *MECHANISMS], at)
    for at in [
        "confrontation=tense, mandate=weak, opening=closed, integration=treaty, dispute=yes",
        "confrontation=hostile, mandate=weak, opening=open, integration=treaty, dispute=yes",
        "confrontation=tense, mandate=strong, opening=closed, integration=treaty",
    ]
] + [
    (INVENTED, [LASTING, *MECHANISMS, PRICED], at)
    for at in [
        "confrontation=tense, mandate=weak, energy=cheap, opening=closed, integration=treaty, dispute=yes",
        "confrontation=tense, mandate=strong, energy=dear, opening=closed, integration=treaty",
    ]
]


def program(path, *arguments):
    """What the program prints; its complaint ends the check."""
    done = subprocess.run([path, *arguments], capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def overrides(settings):
    return [part for setting in [*settings, TOLERANCE] for part in ("--set", setting)]


def expected(solved, at):
    """The program's choices in a state: {(player, information set, action): probability}."""
    named = dict(entry.strip().split("=") for entry in at.split(",") if entry.strip())
    government = solved["governments"][named.pop("government", "incumbent")]
    dispute = named.pop("dispute", "no") == "yes"
    [state] = [
        state
        for state in government["states"]
        if state["dispute"] == dispute and all(state[ladder] == level for ladder, level in named.items())
    ]
    choices = {
        ("client", "stance", "hedge"): state["hedge"],
        ("client", "stance", "neutral"): 1 - state["hedge"],
    }
    for stance in ("neutral", "hedge"):
        choices["patron", f"answer to {stance}", "pressure"] = state["pressure"][stance]
        choices["patron", f"answer to {stance}", "tolerate"] = 1 - state["pressure"][stance]
    for signed in state["signed"]:
        offer = f"{signed['offer']} at {signed['subsidy']:g}"
        for player in ("client", "patron"):
            accepted = signed["accepted"][player]
            choices[player, "proposal", offer] = signed["proposed"][player]
            choices[player, f"answer to {offer}", "accept"] = accepted
            choices[player, f"answer to {offer}", "reject"] = 1 - accepted
    return choices


def gambit(text, precision, separate=False):
    """Gambit's choices in an exported game, in the same form; `separate` dissolves the shared information sets."""
    game = pygambit.read_efg(io.StringIO(text))
    if separate:
        for player in game.players:
            for infoset in list(player.infosets):
                for number, node in enumerate(list(infoset.members)[1:]):
                    game.leave_infoset(node)
                    node.infoset.label = f"{infoset.label} #{number}"
    [found] = pygambit.qre.logit_solve_lambda(game, precision)
    # Version 16.7.0 cannot give the profile by name; its numbers come by player, information set and action.
    actions = [
        (player.label, infoset.label.split(" #")[0], action.label)
        for player in game.players
        for infoset in player.infosets
        for action in infoset.actions
    ]
    if len(actions) != len(found):
        sys.exit(f"Gambit gave {len(found)} probabilities for {len(actions)} actions")
    choices = {}
    for place, action in enumerate(actions):
        choices.setdefault(action, []).append(found[place])
    return choices, len([infoset for player in game.players for infoset in player.infosets])


def compare(ours, theirs):
    """The greatest gap and the choice where it is."""
    if ours.keys() != theirs.keys():
        sys.exit(f"choices differ: {sorted(map(str, ours.keys() ^ theirs.keys()))}")
    return max((abs(ours[choice] - value), choice) for choice, values in theirs.items() for value in values)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("program", help="path of allegiance")
    options.add_argument("--lambda", dest="precision", type=float, default=1.0, help="precision given to Gambit")
    options.add_argument("--separate", action="store_true", help="without shared information sets, slower")
    options = options.parse_args()
    print(f"pygambit {pygambit.__version__}, lambda {options.precision:g}, bound {BOUND:g}")
    solved, gaps, began = {}, [], time.monotonic()
    for number, (scenario, settings, at) in enumerate(CASES):
        named = " ".join([scenario, *(settings if LASTING in settings else [])])
        if named not in solved:
            solved[named] = json.loads(
                program(options.program, "solve", scenario, *overrides(settings), "--format", "json")
            )
        text = program(options.program, "export", scenario, *overrides(settings), "--efg", "--at", at)
        # The first state once more with every information set by itself: sharing them changes no choice.
        for separate in [True] if options.separate else [False, True] if number == 0 else [False]:
            theirs, sets = gambit(text, options.precision, separate)
            ours = expected(solved[named], at)
            gap, choice = compare(ours, theirs)
            gaps.append(gap)
            verdict = "agrees" if gap <= BOUND else "DIFFERS"
            print(
                f"  {verdict:7}  {gap:.1e}  {len(ours):3} choices, {sets:3} information sets  {named}: "
                f"{at}{', each information set by itself' if separate else ''}"
            )
            if gap > BOUND:
                values = ", ".join(f"{value:.9f}" for value in theirs[choice])
                print(f"           greatest gap at {' / '.join(choice)}: {ours[choice]:.9f} here, {values} there")
            sys.stdout.flush()
    print(f"greatest gap {max(gaps):.1e} in {len(CASES)} states, {time.monotonic() - began:.0f} s")
    sys.exit(0 if all(gap <= BOUND for gap in gaps) else 1)


if __name__ == "__main__":
    main()
