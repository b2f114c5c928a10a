import ArgumentParser
import Domain
import Engine

/// `pitwall lineage`: where a version of a model came from, or what came of a tracked run.
struct LineageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lineage",
        abstract: "Trace a model version back to its run, stages, data and commit.",
        discussion: """
            With a model and a version (v3, 3 or @production) the way from the data to its aliases \
            is shown; with the id of a tracked run, or how it begins, every version it made.
            """
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "A model, or the id of a tracked run.")
    var subject: String

    @Argument(help: "A version of the model: v3, 3 or @production.")
    var version: String?

    func run() throws {
        let session = try ProjectSession(target)
        let shelf = try ModelShelf(session.reading)
        guard let version else { return try printVersions(of: shelf) }
        let model = try shelf.model(named: subject)
        let found = try shelf.version(version, of: model)
        let lineage = try session.reading.lineage(of: found, in: model)
        if output.json { return try Output.json(LineageReport(lineage)) }
        for line in ModelsText.lines(of: lineage) { Output.line(line) }
    }

    /// What came of a tracked run.
    private func printVersions(of shelf: ModelShelf) throws {
        if shelf.models.contains(where: { $0.name == ModelName(subject) }) {
            throw ValidationError("Name a version of '\(subject)' too: v3, 3 or @production.")
        }
        let begins = subject.utf8
        var lineages: [VersionLineage] = []
        for model in shelf.models {
            for version in model.versions where version.run?.text.utf8.starts(with: begins) == true
            {
                lineages.append(try shelf.reading.lineage(of: version, in: model))
            }
        }
        if lineages.isEmpty, try shelf.reading.trackedRun(TrackedRunID(subject)) == nil {
            throw Refusal(
                .unknownModel,
                "There is no registered model '\(subject)', and no version is of a run whose id "
                    + "begins so. 'pitwall models' shows all."
            )
        }
        if output.json { return try Output.json(lineages.map(LineageReport.init)) }
        if lineages.isEmpty { Output.line("No version was registered of this run.") }
        for (index, lineage) in lineages.enumerated() {
            if index > 0 { Output.line() }
            for line in ModelsText.lines(of: lineage) { Output.line(line) }
        }
    }
}
