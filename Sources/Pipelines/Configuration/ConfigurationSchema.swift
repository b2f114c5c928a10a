/// Every key of `pitwall.yaml`, in the order of the manual.
enum ConfigurationSchema {
    static let keys: [Key] = [
        .now("people", .map(.plain, .table(person))),
        .now("share", .table([.now("group", .text)])),
        .now("shell", .table([.now("before", .text), .now("pass", .list(.variable))])),
        .now("secrets", .map(.variable, .oneOf(secret))),
        .now("tracking", .table([.now("mlflow", .choice(["keep", "own"]))])),
        .now("pipelines", .map(.plain, .table(pipeline))),
        .later("environments", .map(.plain, .table(environment))),
        .later("services", .map(.plain, .table(service))),
        .later("monitors", .map(.plain, .table(monitor))),
        .later("alerts", .map(.plain, .table(alert))),
        .later("notify", .map(.plain, .oneOf([.later("webhook", .table(webhook))]))),
        .now("stages", .map(.stagePattern, .table(stage))),
        .later("executors", .map(.plain, .table(executor))),
        .now("limits", .table(limits)),
        .later("server", .table([.later("listen", .text)])),
    ]

    /// The most cores, copies and further attempts anyone can mean.
    static let mostCores = 4_096.0
    static let mostRetries = 100

    private static let person: [Key] = [
        .now("user", .text), .now("email", .text), .later("token", .text),
    ]

    private static let secret: [Key] = [
        .now("command", .text), .now("env", .variable), .now("file", .path),
    ]

    static let stage: [Key] = [
        .now("mode", .choice(["command", "terminal", "notebook"])),
        .now("retries", .integer(0...mostRetries)),
        .now("backoff", .duration(isZeroAllowed: true)),
        .now("timeout", .duration(isZeroAllowed: false)),
        .now("cpus", .number(upTo: mostCores)),
        .now("tty", .flag),
        .now("secrets", .list(.variable)),
        .later("executor", .text),
        .later("memory", .size),
        .later("uses", .map(.plain, .integer(1...4_096))),
        .later("mutex", .list(.text)),
        .later("priority", .integer(-1_000...1_000)),
    ]

    private static let limits: [Key] = [
        .now("cpus", .number(upTo: mostCores)),
        .later("memory", .size),
        .later(
            "pools",
            .map(
                .plain,
                .either(
                    .integer(1...4_096),
                    .table([.later("size", .integer(1...4_096)), .later("slot", .variable)])
                )
            )
        ),
    ]

    private static let executor: [Key] = [
        .later("kind", .choice(["slurm", "ray"])),
        .later("partition", .text),
        .later("address", .text),
    ]
}
