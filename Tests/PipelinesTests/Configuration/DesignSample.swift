/// The `pitwall.yaml` of the design, which uses every key there is.
let designSample = """
    people:
      ana: {user: ana, email: ana@example.org}
      ben: {user: ben, email: ben@example.org}
      eva: {token: eva}
    share: {group: ml}
    shell: {before: ". .venv/bin/activate", pass: [PATH, HOME, LANG, CUDA_VISIBLE_DEVICES]}
    secrets:
      WAREHOUSE_TOKEN: {command: "pass show warehouse"}
      HOOK_URL: {file: ~/.config/pitwall/hook}
    tracking: {mlflow: keep}
    pipelines:
      loan-approval:
        definition: dvc.yaml
        targets: [evaluate, explain]
        level: 2
        live: [incoming/]
        triggers:
          nightly:   {cron: "0 3 * * *", timezone: Europe/Warsaw, missed: once}
          new-data:  {files: "incoming/*.csv", settle: 30s}
          drifted:   {alert: input-drift, cool-down: 1h}
          delivered: {delivery: production}
        runs: {overlap: queue, late-after: 90m, pause-after: 3 failures}
        gates:
          data: {after: ingest, check: data/clean.csv, schema: schema.yaml, on-schema-skew: stop, on-value-skew: warn}
          quality:
            after: evaluate
            metrics: metrics.json
            rows: {file: predictions.csv, id: application_id, label: bad, score: p_bad, slices: [age_group]}
            require: ["auc >= 0.75", "auc >= champion.auc - 0.005", "auc[age_group=*] >= 0.70"]
            champion: {evaluate: "python evaluate.py --model {model} --out {metrics} --rows {rows}", first: pass}
        models:
          loan-model:
            path: models/loan
            golden: {file: golden.csv, tolerance: 1e-6}
            promotion: {alias: production, needs: [data, quality], approvals: 1, approvers: [ben, eva],
                        four-eyes: true, expires: 24h, undo: 10s}
        integration: {repository: ., branch: main, build: ["python -m build --wheel"],
                      test: ["python -m pytest -q --junitxml={junit}"], packages: ["dist/*.whl"]}
        delivery: [staging, production]
    environments:
      staging:    {folder: environments/staging, triggers: []}
      production: {folder: environments/production, triggers: all, approvals: 1, approvers: [ben, eva], service: loan-api}
    services:
      loan-api:
        model: "loan-model@production"
        command: "python serve.py --model {model} --port {port}"
        protocol: open-inference
        listen: auto
        replicas: 2
        shadow: "loan-model@challenger"
        rollout: {steps: [5 %, 25 %, 100 %], hold: {at-least: 5m, requests: 200}, keep-warm: 24h,
                  abort-if: ["error_rate > 2 %", "p99 > 250 ms", "p99 > 1.5 * champion.p99"]}
    monitors:
      loan-inputs: {service: loan-api, reference: training-data, window: 500 rows, key: application_id}
    alerts:
      input-drift: {monitor: loan-inputs, when: "psi(amount) > 0.2", resolve: "psi(amount) < 0.15", for: 2 windows, severity: warning}
      slow: {service: loan-api, when: "p99 > 250 ms", over: 1m, for: 5m, severity: critical, notify: [hook], do: [roll-back]}
    notify: {hook: {webhook: {secret: HOOK_URL}}}
    stages:
      explore: {mode: notebook}
      train: {executor: cluster, retries: 2, backoff: 30s, timeout: 2h, cpus: 4, memory: 8 GB, uses: {gpu: 1}, mutex: [db], priority: 5, secrets: [WAREHOUSE_TOKEN]}
      "train@*": {uses: {gpu: 1}}
      "etl/dvc.yaml:load": {timeout: 20m}
    executors: {cluster: {kind: slurm, partition: gpu}}
    limits: {cpus: 8, memory: 24 GB, pools: {gpu: {size: 2, slot: CUDA_VISIBLE_DEVICES}}}
    server: {listen: auto}

    """
