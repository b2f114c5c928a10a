/// The rows about running stages.
enum StageRows {
    static let all = [independent, chain, fan, chainAgain, fanAgain, graph]

    private static let independent = SpeedRow(
        name: "true",
        title: "independent stages that run 'true'"
    ) { try running(.independent, in: $0, name: "true") }

    private static let chain = SpeedRow(
        name: "chain",
        title: "a chain of stages 'cat in > out'"
    ) { try running(.chain, in: $0, name: "chain") }

    private static let fan = SpeedRow(
        name: "fan",
        title: "a fan of stages 'cat in > out'"
    ) { try running(.fan, in: $0, name: "fan") }

    private static let chainAgain = SpeedRow(
        name: "chain-again",
        title: "the chain again, nothing changed"
    ) { try again(.chain, in: $0, name: "chain-again") }

    private static let fanAgain = SpeedRow(
        name: "fan-again",
        title: "the fan again, nothing changed"
    ) { try again(.fan, in: $0, name: "fan-again") }

    private static let graph = SpeedRow(
        name: "dag",
        title: "the graph as text, rows of 10 stages with two inputs each",
        contenders: { try drawing($0) }
    )

    /// Everything runs, in a fresh project each time.
    private static func running(
        _ shape: StageProject.Shape,
        in context: SpeedContext,
        name: String
    ) throws -> [Contender] {
        let many = StageProject(shape: shape, count: context.sizes.stages)
        let few = StageProject(shape: shape, count: context.sizes.dvcStages)
        let folder = context.folder + "/" + name
        var pitwall = Contender(
            name: "pitwall run",
            program: .pitwall,
            arguments: ["run"],
            folder: folder + "-pitwall"
        )
        var ninja = Contender(
            name: "ninja -j2",
            program: .ninja,
            arguments: ["-j2"],
            folder: folder + "-ninja",
            goal: .atMostTimes(1.5)
        )
        var dvc = Contender(
            name: "dvc repro",
            program: .dvc,
            arguments: ["repro"],
            folder: folder + "-dvc",
            mostRuns: 3,
            goal: .timesFaster(50)
        )
        makes(many, &pitwall) { try many.write(to: $0) }
        makes(many, &ninja) { try many.writeNinja(to: $0) }
        makes(few, &dvc) { try few.write(to: $0) }
        return [pitwall, ninja, dvc]
    }

    /// Lets a contender begin with a fresh project and end with its last output.
    private static func makes(
        _ project: StageProject,
        _ contender: inout Contender,
        write: @escaping (String) throws -> Void
    ) {
        let folder = contender.folder
        contender.units = Double(project.count)
        contender.prepare = { try write(folder) }
        contender.check = { _ in
            guard let output = project.lastOutput else { return }
            _ = try ProjectFolder.changeTime(of: folder + "/" + output)
        }
    }

    /// Pitwall makes the project, and all look at it; ninja has one of its own.
    private static func again(
        _ shape: StageProject.Shape,
        in context: SpeedContext,
        name: String
    ) throws -> [Contender] {
        let project = StageProject(shape: shape, count: context.sizes.stages)
        let folder = context.folder + "/" + name
        let ninjaFolder = folder + "-ninja"
        try project.write(to: folder)
        try context.prepare(.pitwall, ["run"], in: folder)
        if context.has(.ninja) {
            try project.writeNinja(to: ninjaFolder)
            try context.prepare(.ninja, ["-j2"], in: ninjaFolder)
        }
        let check = try Unchanged(folder, project.lastOutput).check
        let ninja = Contender(
            name: "ninja -j2",
            program: .ninja,
            arguments: ["-j2"],
            folder: ninjaFolder,
            warmsUp: true
        )
        return lookingAgain(folder, check) + [ninja] + checkingAgain(folder, check)
    }

    /// Pitwall as somebody runs it, and as somebody only looks.
    private static func lookingAgain(
        _ folder: String,
        _ check: @escaping (Spending) throws -> Void
    ) -> [Contender] {
        [
            Contender(
                name: "pitwall run",
                program: .pitwall,
                arguments: ["run"],
                folder: folder,
                warmsUp: true,
                check: check,
                limit: .seconds(0.1)
            ),
            Contender(
                name: "pitwall plan",
                program: .pitwall,
                arguments: ["plan"],
                folder: folder,
                warmsUp: true,
                check: Answer.nothingToRun
            ),
        ]
    }

    /// DVC in the project that Pitwall made.
    private static func checkingAgain(
        _ folder: String,
        _ check: @escaping (Spending) throws -> Void
    ) -> [Contender] {
        [
            Contender(
                name: "dvc status",
                program: .dvc,
                arguments: ["status", "--json"],
                folder: folder,
                mostRuns: 3,
                warmsUp: true,
                check: Answer.upToDate,
                goal: .timesFaster(45)
            ),
            Contender(
                name: "dvc repro",
                program: .dvc,
                arguments: ["repro"],
                folder: folder,
                mostRuns: 3,
                check: check,
                goal: .timesFaster(200)
            ),
        ]
    }

    private static func drawing(_ context: SpeedContext) throws -> [Contender] {
        let folder = context.folder + "/dag"
        try StageProject(shape: .rows(of: 10), count: context.sizes.stages).write(to: folder)
        return [
            Contender(
                name: "pitwall dag",
                program: .pitwall,
                arguments: ["dag"],
                folder: folder,
                warmsUp: true
            ),
            Contender(
                name: "dvc dag",
                program: .dvc,
                arguments: ["dag"],
                folder: folder,
                mostRuns: 2,
                goal: .timesFaster(100)
            ),
        ]
    }
}
