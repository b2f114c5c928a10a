"""Aliases that a policy protects are asked for, approved by somebody else, and rolled back."""

import json

from cases.guests import engine_of
from support import mlflow
from support.accounts import Town, give
from support.case import SIZES, case

RULES = """\
tracking: {{mlflow: own}}
share: {{group: {group}}}
people:
  ana: {{user: {ana}, email: ana@example.org}}
  ben: {{user: {ben}}}
pipelines:
  study:
    definition: dvc.yaml
    models:
      loan:
        promotion: {{approvals: 1, approvers: [ana, ben], four-eyes: true, undo: 1s}}
"""

VERSIONS = """\
import mlflow
from mlflow import MlflowClient

client = MlflowClient()
client.create_registered_model("loan")
for rate in (0.1, 0.05):
    with mlflow.start_run() as run:
        mlflow.log_param("rate", rate)
        mlflow.log_metric("auc", 0.8 - rate)
    client.create_model_version("loan", f"runs:/{run.info.run_id}/model", run.info.run_id)
"""

MOVE = """\
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

client = MlflowClient()
try:
    client.set_registered_model_alias("loan", "production", "2")
except MlflowException as error:
    assert error.error_code == "PERMISSION_DENIED", error
    assert "pitwall promote loan 2 --alias production" in error.message, error
else:
    raise AssertionError("A protected alias was moved.")
client.set_registered_model_alias("loan", "challenger", "2")
"""


def protected(t):
    """Ana's project with two versions of a model, its engine, and the address of its server."""
    town = Town(t, ["ana", "ben"], [])
    root = t.project({
        "dvc.yaml": "stages:\n  train: {cmd: 'true'}\n",
        "pitwall.yaml": RULES.format(
            group=town.group, ana=town.ana.name, ben=town.ben.name
        ),
    })
    (root / ".pitwall").mkdir(mode=0o700)
    give(root, town.ana)
    engine_of(t, root, town.ana)
    address = f"http://127.0.0.1:{int((root / '.pitwall' / 'port').read_text())}"
    mlflow.script(t, VERSIONS, uri=address)
    return town, root, address


def requests(t, root, account, *options):
    return json.loads(t.good(["promote", "--json", *options], root, account=account).out)


def production(t, root, account):
    """What is in production, by the decisions that moved it."""
    rows = json.loads(t.good(["activity", "--json"], root, account=account).out)
    moves = [row for row in rows if "is @production" in row["text"]]
    return moves[0]["subject"] if moves else None


@case("ask, refuse, ask again, approve as another user, roll back", length=8)
def walk(t):
    town, root, address = protected(t)
    ana, ben = town.ana, town.ben
    mlflow.script(t, MOVE, uri=address)
    t.good(["promote", "loan", "1", "--reason", "the first"], root, account=ana)
    t.good(["approve", "loan", "v1"], root, account=ben)
    t.expect(production(t, root, ana) == "loan v1", "The first one is there.")

    t.good(["promote", "loan", "2", "--reason", "lower rate"], root, account=ana)
    (waits,) = requests(t, root, ben)
    t.expect((waits["by"], waits["before"], waits["missing"]) == ("ana", 1, 1), f"{waits}")
    (metric,) = waits["evidence"]["metrics"]
    t.expect((round(metric["champion"], 9), metric["candidate"]) == (0.7, 0.75), f"{metric}")
    (change,) = waits["evidence"]["parameters"]
    t.expect((change["champion"], change["candidate"]) == ("0.1", "0.05"), f"{change}")
    t.ends(3, ["approve", "loan", "2"], root, "Under four eyes", account=ana)
    t.good(["refuse", "loan", "2", "--comment", "not on Friday"], root, account=ben)
    t.expect(requests(t, root, ana) == [], "Nothing waits.")
    t.ends(2, ["approve", "loan", "2"], root, "refused by ben", account=ben)

    t.good(["promote", "loan", "2", "--reason", "it is Monday"], root, account=ana)
    t.ends(2, ["promote", "loan", "2"], root, "is being asked for", account=ben)
    done = t.good(["approve", "loan", "2", "--comment", "fine", "--json"], root, account=ben)
    answer = json.loads(done.out)["request"]
    t.expect(answer["state"] == "promoted", f"{answer}")
    t.expect(answer["approvals"][0]["by"] == "ben", f"{answer}")
    t.expect(production(t, root, ana) == "loan v2", "The second one is there.")

    t.good(["rollback", "loan", "--reason", "slow"], root, account=ana)
    t.expect(production(t, root, ana) == "loan v1", "The first one is there again.")
    states = [row["state"] for row in requests(t, root, ana, "--all")]
    t.expect(states == ["promoted", "refused by ben", "promoted"], f"{states}")
    t.good(["doctor"], root, account=ana)


@case("asked for, approved and rolled back on two screens ({0} x {1})", each=SIZES, length=10)
def on_screens(t, columns, rows):
    town, root, _ = protected(t)
    ana, ben = town.ana, town.ben
    t.good(["promote", "loan", "1", "--reason", "the first"], root, account=ana)
    t.good(["approve", "loan", "1"], root, account=ben)
    hers, his = [t.screen(columns, rows, root, who) for who in [ana, ben]]
    for screen in [hers, his]:
        screen.shell("pitwall")
        screen.wait("? keys")
    hers.keys("4")
    hers.wait("loan", "@production")
    hers.keys("Enter", "a", "p")
    hers.wait("Ask for loan v2 as @production")
    hers.type("lower rate")
    hers.keys("Enter")
    hers.wait("⚑ @prod", "1 waits")
    his.keys("1")
    his.wait("approve", "loan v2")
    his.keys("Enter")
    his.wait("asked for", "lower rate", "0.75")
    his.keys("a", "a")
    his.wait("Type v2")
    his.type("v3")
    his.keys("Enter")
    his.wait("Type v2 to approve it")
    his.keys("BSpace", "BSpace")
    his.type("v2 fine")
    his.keys("Enter")
    for screen in [hers, his]:
        screen.wait_gone("1 waits")
    t.expect(production(t, root, ana) == "loan v2", "The second one is there.")
    hers.keys("a", "b")
    hers.wait("Move @production of 'loan' back")
    hers.type("slow")
    hers.keys("Enter")
    t.wait(lambda: production(t, root, ana) == "loan v1", "It is rolled back.")


@case("a policy that could never be met, or names nobody, is refused with its place", length=2)
def wrong_rules(t):
    head = "people:\n  ana: {user: a}\n  ben: {user: a}\n  eva: {email: e@x.org}\n"
    model = head + "pipelines:\n  study:\n    definition: dvc.yaml\n    models:\n" \
        "      loan:\n        promotion: {%s}\n"
    for rule, words in [
        ("approvers: [anna]", "Did you mean 'ana'?"),
        ("approvers: [ana, ben]", "are the same user 'a'"),
        ("approvers: [eva]", "'eva' has no 'user'"),
        ("approvals: 2, approvers: [ana]", "It could never be approved."),
        ("needs: [data]", "'needs' is not available in this version."),
    ]:
        root = t.project({
            "dvc.yaml": "stages:\n  train: {cmd: 'true'}\n", "pitwall.yaml": model % rule,
        }, rule.replace(" ", ""))
        t.ends(2, ["plan"], root, "pitwall.yaml:", words)
