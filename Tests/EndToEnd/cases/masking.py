"""A secret's value is in its stage's environment and nowhere else."""

import base64

from support.case import case

SECRET = "s3cr3t-Pa55/word+tail"
SHOWER = """\
import base64, os, sys, time
secret = os.environ["TOKEN"]
print("plain", secret, flush=True)
print("base64", base64.b64encode(secret.encode()).decode(), flush=True)
sys.stdout.write("split " + secret[:7]); sys.stdout.flush(); time.sleep(0.2)
print(secret[7:], flush=True)
print("last", secret, file=sys.stderr, flush=True)
open("out.txt", "w").write("made")
sys.exit(int(os.environ.get("CODE", "0")))
"""


@case("a secret is masked in logs and written nowhere", length=4)
def masked(t):
    root = t.project({
        "show.py": SHOWER,
        "dvc.yaml": "stages:\n  show:\n    cmd: python3 show.py\n    deps: [show.py]\n"
                    "    outs: [out.txt]\n",
        "pitwall.yaml": "secrets:\n  TOKEN: {env: MY_TOKEN}\n"
                        "stages:\n  show: {secrets: [TOKEN]}\n",
    })
    done = t.good(["run"], root, MY_TOKEN=SECRET)
    log = t.good(["logs", "show"], root)
    raw = t.good(["logs", "--raw", "show"], root)
    t.expect(log.out.count("***") >= 4, f"Each is masked: {log}")
    said = [done.all, log.all, raw.all]
    for command in [["status", "--json"], ["activity", "--json", "--details"], ["doctor"],
                    ["plan"], ["why", "show", "--json"], ["dag", "--json"], ["--once"]]:
        said.append(t.run(command, root, MY_TOKEN=SECRET).all)
    encoded = base64.b64encode(SECRET.encode())
    for form in [SECRET.encode(), encoded, encoded.rstrip(b"=")]:
        for text in said:
            t.expect(form not in text.encode(), f"{form} is printed:\n{text}")
        for path in root.rglob("*"):
            found = path.is_file() and not path.is_symlink() and form in path.read_bytes()
            t.expect(not found, f"{form} stands in {path}.")
    missing = t.run(["run", "--force"], root)
    t.expect(missing.code != 0 and "MY_TOKEN" in missing.all, f"Without the secret: {missing}")
