import Domain

/// What a seed is played with: pipelines, and how much goes wrong.
struct Scenario {
    let pipelines: [PipelineDefinition]
    let cpus: Double
    let faults: Faults
    /// Steps before everything is left to come to rest.
    let steps: Int
    let usesSQLite: Bool

    /// Every so many seeds the journal is a real one.
    static let sqliteEvery: UInt64 = 50

    init(seed: UInt64, random: inout SeedRandom) {
        pipelines = (1...random.within(1...3)).map { number in
            Self.pipeline(PipelineName("p\(number)"), &random)
        }
        cpus = [1, 2, 2, 3, 4][random.below(5)]
        faults = Faults(&random)
        steps = random.within(60...260)
        usesSQLite = seed % Self.sqliteEvery == 0
    }

    /// A pipeline of a few stages; the first may be the same in all, as where they share a file.
    static func pipeline(_ name: PipelineName, _ random: inout SeedRandom) -> PipelineDefinition {
        let isShared = random.happens(300)
        var stages: [GraphStage] = []
        for number in 0..<random.within(1...6) {
            let own = isShared && number == 0 ? "shared" : "\(name.text)-s\(number)"
            let upstream = stages.map(\.name).filter { _ in random.happens(450) }
            let definition = stage(StageName(own), after: upstream, isShared, &random)
            stages.append(GraphStage(definition: definition, upstream: upstream))
        }
        return PipelineDefinition(name: name, file: "dvc.yaml", stages: stages)
    }

    private static func stage(
        _ name: StageName,
        after upstream: [StageName],
        _ isShared: Bool,
        _ random: inout SeedRandom
    ) -> StageDefinition {
        let source = "in/\(isShared ? 0 : random.below(4))"
        let settings = StageSettings(
            mode: random.happens(40) ? .terminal : .command,
            retries: random.happens(350) ? random.within(1...3) : 0,
            backoff: .seconds(random.within(1...20)),
            cpus: [1, 1, 1, 2, 0.5, 5][random.below(6)]
        )
        return StageDefinition(
            name: name,
            place: SourcePlace(file: "dvc.yaml", line: 1, column: 1),
            command: .text("work \(name.text)"),
            dependencies: upstream.map { Self.output(of: $0) } + [source],
            outputs: [OutputDefinition(path: Self.output(of: name))],
            isFrozen: random.happens(30),
            isAlwaysChanged: random.happens(150),
            settings: settings
        )
    }

    /// The one output of a stage.
    static func output(of stage: StageName) -> String { "out/\(stage.text)" }
}

/// How often things go wrong, in a thousand times; every seed has its own mixture.
struct Faults {
    /// The engine is killed: between two steps, and at a call into the world.
    var kill = 0
    var killAtCall = 0
    var powerCut = 0
    /// The engine is stopped in an orderly way.
    var stop = 0
    /// A commit fails.
    var commit = 0
    /// The disk is full for a while.
    var fullDisk = 0
    /// A call of an effect into the world fails.
    var call = 0
    /// Something else happens in the middle of an effect.
    var interlude = 0
    /// An exit is reported twice.
    var repeated = 0
    /// A watcher is killed and leaves nothing.
    var lost = 0
    /// A command hangs until somebody ends it.
    var hangs = 0
    /// A command fails.
    var fails = 0
    /// The clock people see is set.
    var clock = 0
    /// Somebody edits data, parameters or definitions.
    var edits = 0

    static let none = Faults()

    private init() {}

    init(_ random: inout SeedRandom) {
        func roll(_ share: Int, _ limit: Int) -> Int {
            random.happens(share) ? random.within(1...limit) : 0
        }
        kill = roll(600, 30)
        killAtCall = roll(600, 25)
        powerCut = roll(400, 15)
        stop = roll(400, 15)
        commit = roll(350, 80)
        fullDisk = roll(300, 20)
        call = roll(350, 60)
        interlude = roll(600, 300)
        repeated = roll(400, 300)
        lost = roll(300, 80)
        hangs = roll(400, 150)
        fails = roll(700, 350)
        clock = roll(200, 15)
        edits = roll(500, 30)
    }
}
