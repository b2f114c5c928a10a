"""The real MLflow registers models, and everything is where a person looks for it."""

from cases.tracking import OWN, engine
from support import mlflow
from support.case import case

MOVES = """\
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

client = MlflowClient()

def refused(code, call, *given, **named):
    try:
        call(*given, **named)
    except MlflowException as error:
        assert error.error_code == code, (error.error_code, error.message)
        return error.message
    raise AssertionError(f"{call.__name__} was not refused")

model = client.create_registered_model("loan", tags={"team": "a"}, description="Pays back?")
assert (model.name, model.description, model.tags) == ("loan", "Pays back?", {"team": "a"}), model
refused("RESOURCE_ALREADY_EXISTS", client.create_registered_model, "loan")
refused("INVALID_PARAMETER_VALUE", client.create_registered_model, "a/b")
refused("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, "none")

run = client.create_run("0")
id = run.info.run_id
for number in (1, 2, 3):
    version = client.create_model_version("loan", f"runs:/{id}/model", run_id=id, tags={"n": "x"})
    assert (version.version, version.status) == (str(number), "READY"), version
for source in ("/etc/passwd", "file:///etc", "mlflow-artifacts:/0/../../x", "runs:/a/%2e%2e/b"):
    refused("INVALID_PARAMETER_VALUE", client.create_model_version, "loan", source)
address = client.get_model_version_download_uri("loan", "2")
assert address == f"mlflow-artifacts:/0/{id}/artifacts/model", address

client.set_registered_model_alias("loan", "production", "2")
assert client.get_model_version_by_alias("loan", "production").version == "2"
assert client.get_model_version("loan", "2").aliases == ["production"]
client.set_registered_model_alias("loan", "production", "3")
assert client.get_registered_model("loan").aliases == {"production": "3"}
refused("INVALID_PARAMETER_VALUE", client.get_model_version_by_alias, "loan", "none")
refused("INVALID_PARAMETER_VALUE", client.set_registered_model_alias, "loan", "v1", "3")
refused("RESOURCE_DOES_NOT_EXIST", client.set_registered_model_alias, "loan", "other", "9")
client.delete_registered_model_alias("loan", "none")

client.transition_model_version_stage("loan", "1", "production")
client.transition_model_version_stage("loan", "2", "Production", archive_existing_versions=True)
latest = client.get_latest_versions("loan", ["Production"])
assert [v.version for v in latest] == ["2"], latest
assert client.get_model_version("loan", "1").current_stage == "Archived"

client.set_model_version_tag("loan", "2", "kind", "toy")
client.delete_model_version_tag("loan", "2", "n")
assert client.get_model_version("loan", "2").tags == {"kind": "toy"}
client.update_model_version("loan", "2", description="lower rate")
assert client.get_model_version("loan", "2").description == "lower rate"
client.delete_registered_model_tag("loan", "team")
client.delete_model_version("loan", "3")
refused("INVALID_PARAMETER_VALUE", client.get_model_version_by_alias, "loan", "production")
assert client.create_model_version("loan", f"runs:/{id}/model").version == "4"

client.create_registered_model("credit")
names = lambda found: [model.name for model in found]
assert names(client.search_registered_models()) == ["credit", "loan"]
assert names(client.search_registered_models("name LIKE 'l%'")) == ["loan"]
assert names(client.search_registered_models(order_by=["name DESC"], max_results=1)) == ["loan"]
found = lambda text: sorted(v.version for v in client.search_model_versions(text))
assert found("name = 'loan'") == ["1", "2", "4"], found("name = 'loan'")
assert found(f"run_id = '{id}'") == ["1", "2"], found(f"run_id = '{id}'")
assert found("name = 'loan' AND version_number >= 2") == ["2", "4"]
assert found("tags.kind = 'toy'") == ["2"]
refused("INVALID_PARAMETER_VALUE", client.search_model_versions, "colour = 'red'")

client.rename_registered_model("loan", "house-loan")
assert client.get_model_version("house-loan", "2").description == "lower rate"
client.delete_registered_model("credit")
refused("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, "credit")
"""

MANY = """\
import concurrent.futures
from mlflow import MlflowClient

client = MlflowClient()
client.create_registered_model("many")
make = lambda _: client.create_model_version("many", "runs:/0/model").version
with concurrent.futures.ThreadPoolExecutor(8) as threads:
    numbers = sorted(map(int, threads.map(make, range(40))))
assert numbers == list(range(1, 41)), numbers
"""


@case("MLflow's own client registers, finds, moves and deletes models and versions", length=6)
def client(t):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    _, address = engine(t, root)
    mlflow.script(t, MOVES, uri=address)
    t.good(["doctor"], root)


@case("eight clients that register versions at once get each number once", length=5)
def many(t):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    _, address = engine(t, root)
    mlflow.script(t, MANY, uri=address)
